import {
  checkFeed,
  DEFAULT_PHASES,
  EMPTY_TRUST,
  parseBucket,
  parseVersion,
} from '@phasegate/agent';
import type { AgentPorts, AnchorStore, CheckQuestion } from '@phasegate/agent';
import { feedXml } from '@phasegate/testkit';
import type { FeedItemFacts } from '@phasegate/testkit';
import { freshCounters, openRoot } from '@phasegate/trust';
import type { Root } from '@phasegate/trust';

import { newKeys, rootOf, signedFeed, signedItem } from '../../signed-feed.ts';
import type { Keys } from '../../signed-feed.ts';
import type { Measured, OpenRow, Peer, Row } from '../row.ts';

const ITEMS = 20;
const NEWEST = `1.${ITEMS}.0`;
const NOW = Date.parse('2026-11-23T12:00:00Z');

/** What signatures add to a check of a feed that has changed: all of it but the network. */
export const verify: Row = {
  name: 'verify',
  what: `a check of a changed feed of ${ITEMS} items in a warm process, without the network: verified, read, judged, decided`,
  runs: 400,
  warmups: 200,
  open,
};

async function open(): Promise<OpenRow> {
  const keys = newKeys();
  const opened = openRoot(Buffer.from(rootOf(1, keys)));
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  const { root } = opened;
  const peers = [
    peer('unsigned feed', { kind: 'unsigned' }, unsignedBytes()),
    peer('signed feed', { kind: 'signed', root }, signedBytes(keys), storeOf(root)),
  ];
  return { peers, close: async () => undefined };
}

const file = (at: number): { version: string; length: number; sha512: string } => ({
  version: `1.${at}.0`,
  length: 80_000_000 + at,
  sha512: Buffer.alloc(64, at).toString('base64'),
});

/** Newest first, as feeds are; notes of a usual length. */
const items: readonly FeedItemFacts[] = Array.from({ length: ITEMS }, (_, index) => {
  const { version, ...facts } = file(ITEMS - index);
  const url = `https://example.com/notes-${version}-x64.AppImage`;
  const notes = 'Opens large notebooks faster, and keeps what was typed. '.repeat(5);
  return { version, notes, packages: [{ ...facts, url, arch: 'x64', kind: 'AppImage' }] };
});

function unsignedBytes(): Uint8Array {
  const own = { app: 'com.example.notes', platform: 'linux', name: 'stable', sequence: 5 };
  return Buffer.from(feedXml({ items, identity: own }));
}

function signedBytes(keys: Keys): Uint8Array {
  const signed = items.map((item, index) => signedItem(item, file(ITEMS - index), keys.release));
  return signedFeed({ sequence: 5, items: signed, identity: { root: 1 } }, keys);
}

/** The next root was asked for a moment ago, as on all checks of a day but one. */
function storeOf(root: Root): AnchorStore {
  const trust = { ...EMPTY_TRUST, roots: [root.bytes], rootAskedAt: NOW };
  const anchor = { root, trust: { ...trust, counters: freshCounters(root.version) } };
  return { read: () => anchor, write: () => undefined };
}

function peer(
  name: string,
  trust: CheckQuestion['trust'],
  bytes: Uint8Array,
  anchors?: AnchorStore,
): Peer {
  const question = questionOf(trust, anchors);
  const fetchFeed: AgentPorts['fetchFeed'] = async (url) => {
    if (!url.endsWith('/appcast.xml')) {
      throw new Error(`${url} was asked for`);
    }
    return { kind: 'body', bytes, etag: undefined };
  };
  const run = async (): Promise<Measured> => {
    const started = performance.now();
    const { decision, counters } = await checkFeed(fetchFeed, question, () => NOW);
    const ms = performance.now() - started;
    if (decision.kind !== 'offer' || decision.release.version !== NEWEST) {
      throw new Error(`${name}: ${NEWEST} was not offered but ${decision.kind}`);
    }
    if ((counters?.sequence ?? 0) !== (anchors === undefined ? 0 : 5)) {
      throw new Error(`${name}: the counters were not kept as they should be`);
    }
    return { ms, bytes: bytes.length };
  };
  return { name, run };
}

function questionOf(trust: CheckQuestion['trust'], anchors?: AnchorStore): CheckQuestion {
  const [version, bucket] = [parseVersion('1.0.0'), parseBucket('60')];
  if (version === undefined || bucket === undefined) {
    throw new Error('1.0.0 and 60 are no version and bucket');
  }
  return {
    installed: {
      version,
      bucket,
      platform: 'linux',
      arch: 'x64',
      packageKinds: ['AppImage'],
      systemVersion: undefined,
      channels: [],
      blockedVersions: [],
      wentBackFrom: undefined,
      mayGoBack: true,
      floor: undefined,
    },
    app: 'com.example.notes',
    feedBase: 'https://example.com/updates',
    phases: DEFAULT_PHASES,
    forcedFeed: undefined,
    trust,
    anchors,
    allowLoopbackHttp: false,
    remembered: undefined,
  };
}
