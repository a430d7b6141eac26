import { CLIENT_LIMITS } from '@phasegate/appcast';
import type { AppcastOutline } from '@phasegate/appcast';
import { explainFault, parseVersion } from '@phasegate/rollout';
import type { Feed } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';
import type { FeedTrust } from '@phasegate/trust';

import { statementProblems } from './package-statement.ts';
import { channelOf } from './channel.ts';
import { contentOf, isMarked, MOST_ADVISORIES } from './content.ts';
import { DEFAULT_KEEP } from '../state/config-keep.ts';
import type { Ledger, LedgerRelease } from '../state/ledger.ts';
import { clientOutline, clientReading } from './reading.ts';
import type { FeedFile, PlatformState } from '../state/snapshot.ts';

/** What must hold of every platform's feeds (feed-format, "Invariants"); each has its name. */
export type InvariantCode =
  | 'feed-missing'
  | 'feed-unreadable'
  | 'feed-too-large'
  /** Only `verify` asks for it: the command that mends it writes on top of it. */
  | 'feed-expired'
  | 'feed-identity'
  | 'sequence-apart'
  | 'not-nested'
  | 'item-differs'
  | 'item-unusable'
  | 'version-twice'
  | 'no-fallback'
  | 'too-many-advisories'
  | 'ledger-differs'
  | 'alias-differs'
  | 'no-build-date'
  | 'not-signed'
  | 'root-hint'
  | 'statement'
  /** Only `verify` asks for it: a key that was just configured has signed no feed yet. */
  | 'sparkle-trailer'
  | 'root-chain'
  | 'root-expired';

/** One invariant that does not hold. */
export interface Breach {
  readonly code: InvariantCode;
  /** The file it shows in. */
  readonly path: string;
  /** One sentence. */
  readonly message: string;
}

interface ReadFeed {
  readonly file: FeedFile;
  readonly feed: Feed;
  readonly outline: AppcastOutline;
}

/** Whose feeds they should be, and on what they are believed. */
export interface FeedsAbout {
  readonly app: string;
  readonly trust: FeedTrust;
}

/** Every invariant that one platform's feeds break; none is how it should be. */
export function breachesOf(
  state: PlatformState,
  about: FeedsAbout,
  now: number,
): readonly Breach[] {
  const read = state.feeds.map((file) => readFeed(file, state, about.trust));
  const feeds = read.flatMap((one) => ('code' in one ? [] : [one]));
  return [
    ...read.flatMap((one) => ('code' in one ? [one] : [])),
    ...feeds.flatMap((one) => [
      ...ownBreaches(one),
      ...identityBreaches(one, state, about),
      ...trustBreaches(one, state, about),
      ...ledgerBreaches(one, state.ledger, now),
    ]),
    ...nesting(feeds),
    ...fallback(feeds, state),
  ];
}

/** The feed as a client reads it, or why a client does not. */
function readFeed(
  file: FeedFile,
  { platform }: PlatformState,
  trust: FeedTrust,
): ReadFeed | Breach {
  const { path, text } = file;
  if (text === undefined) {
    return { code: 'feed-missing', path, message: `${path} is not there` };
  }
  const bytes = Buffer.from(text);
  if (bytes.length > CLIENT_LIMITS.bytes) {
    const message = `${path} has ${bytes.length} bytes, and clients read ${CLIENT_LIMITS.bytes} at most`;
    return { code: 'feed-too-large', path, message };
  }
  const verdict = verifyFeed(bytes, trust);
  if (!verdict.ok && trust.kind === 'signed') {
    const why = `${verdict.problem.message} (root ${trust.root.version})`;
    return { code: 'not-signed', path, message: `${path}: ${why}` };
  }
  const outline = clientOutline(text);
  const outcome = verdict.ok ? clientReading(text, platform) : verdict;
  if (!outcome.ok || !outline.ok) {
    const why = !outcome.ok ? outcome.problem.message : 'it cannot be read';
    return { code: 'feed-unreadable', path, message: `${path}: ${why}` };
  }
  return { file, feed: outcome.feed, outline: outline.outline };
}

function ownBreaches({ file, feed, outline }: ReadFeed): readonly Breach[] {
  const { path, text, aliasText, aliasPath } = file;
  const breaches: Breach[] = feed.unusable.map(({ version, code }) =>
    code === 'duplicate-version'
      ? { code: 'version-twice', path, message: `${path} holds ${version ?? 'a version'} twice` }
      : {
          code: 'item-unusable',
          path,
          message: `${path}: ${version ?? 'an item'}: ${explainFault(code)}`,
        },
  );
  if (aliasPath !== undefined && aliasText !== text) {
    breaches.push({
      code: 'alias-differs',
      path: aliasPath,
      message: `${aliasPath} is not the same as ${path}`,
    });
  }
  if (
    feed.advisories.length > MOST_ADVISORIES ||
    feed.advisories.length !== outline.advisories.length
  ) {
    const message = `${path} holds ${outline.advisories.length} advisories, and clients take ${feed.advisories.length}`;
    breaches.push({ code: 'too-many-advisories', path, message });
  }
  if (outline.lastBuildDate === undefined) {
    breaches.push({ code: 'no-build-date', path, message: `${path} has no lastBuildDate` });
  }
  return breaches;
}

function identityBreaches(
  { file: { path, name }, feed: { identity } }: ReadFeed,
  { platform, ledger }: PlatformState,
  { app }: FeedsAbout,
): readonly Breach[] {
  if (identity === undefined) {
    return [{ code: 'feed-identity', path, message: `${path} does not say whose feed it is` }];
  }
  const wrong: Breach[] = [];
  if (identity.app !== app || identity.platform !== platform || identity.name !== name) {
    const says = `${identity.app}, ${identity.platform}, ${identity.name}`;
    wrong.push({
      code: 'feed-identity',
      path,
      message: `${path} says that it is the feed of ${says}`,
    });
  }
  if (identity.sequence !== ledger.sequence) {
    const message = `${path} has sequence ${identity.sequence}, the ledger ${ledger.sequence}`;
    wrong.push({ code: 'sequence-apart', path, message });
  }
  return wrong;
}

/** What only signed feeds have: the hint that lets a client look for a newer root, and the packages' statements. */
function trustBreaches(
  { file: { path }, feed }: ReadFeed,
  { platform }: PlatformState,
  { app, trust }: FeedsAbout,
): readonly Breach[] {
  if (trust.kind === 'unsigned') {
    return [];
  }
  const { root } = trust;
  const hint = feed.identity?.root;
  const offered = feed.releases.filter(({ withdrawn }) => !withdrawn);
  return [
    ...(hint === root.version
      ? []
      : [
          {
            code: 'root-hint',
            path,
            message: `${path} names root ${hint ?? 'none'}, the newest is ${root.version}`,
          } as const,
        ]),
    ...offered.flatMap((one) =>
      statementProblems({ app, platform }, one, root).map(
        (what) => ({ code: 'statement', path, message: `${path}: ${what}` }) as const,
      ),
    ),
  ];
}

/**
 * Feeds follow from the ledger; whatever else stands in one was put there by hand. How many complete releases a feed
 * goes on holding is the config's affair, and changing it must not stand in the way of the next command.
 */
function ledgerBreaches(
  { file: { path, phase }, outline }: ReadFeed,
  ledger: Ledger,
  now: number,
): readonly Breach[] {
  const least = contentOf(ledger, phase, { now, keep: DEFAULT_KEEP });
  const most = contentOf(ledger, phase, { now, keep: { complete: ledger.releases.length } });
  const allowed = new Map<string, LedgerRelease>(most.releases.map((one) => [one.version, one]));
  const held = new Set(outline.items.map(({ version }) => version));
  const breaches: Breach[] = [];
  const add = (message: string): number => breaches.push({ code: 'ledger-differs', path, message });
  for (const { version, text } of outline.items) {
    const wanted = allowed.get(version ?? '');
    if (wanted === undefined) {
      add(
        `${path} holds ${version ?? 'an item without a version'}, which the ledger does not put there`,
      );
    } else if (wanted.item !== text) {
      add(`${path}: the item of ${wanted.version} is not the one in the ledger`);
    }
  }
  for (const { version } of least.releases) {
    if (!held.has(version)) {
      add(`${path} lacks ${version}, which the ledger puts there`);
    }
  }
  for (const { id } of least.advisories) {
    if (!outline.advisories.some((one) => one.id === id)) {
      add(`${path} lacks the advisory ${id}`);
    }
  }
  return breaches;
}

function nesting(feeds: readonly ReadFeed[]): readonly Breach[] {
  return feeds.flatMap((narrow, at) => {
    const broad = feeds[at + 1];
    const held = new Map(narrow.outline.items.map((item) => [item.version, item.text]));
    return (broad?.outline.items ?? []).flatMap(({ version, text }): readonly Breach[] => {
      const { path } = narrow.file;
      const same = held.get(version);
      const of = `${version ?? 'an item'} of ${broad?.file.path ?? ''}`;
      if (same === undefined) {
        return [{ code: 'not-nested', path, message: `${path} lacks ${of}` }];
      }
      return same === text
        ? []
        : [{ code: 'item-differs', path, message: `${path} has other bytes for ${of}` }];
    });
  });
}

/** Once anything was open to everybody, something must stay open to everybody. */
function fallback(feeds: readonly ReadFeed[], { ledger }: PlatformState): readonly Breach[] {
  const stable = feeds.at(-1);
  const wasOpen = ledger.releases.some(
    (one) =>
      one.phase === ledger.phases.at(-1) && one.state !== 'draft' && channelOf(one) === undefined,
  );
  if (stable === undefined || !wasOpen) {
    return [];
  }
  const usable = stable.feed.releases.some(
    ({ version, withdrawn, channel }) =>
      !withdrawn &&
      channel === undefined &&
      parseVersion(version) !== undefined &&
      !ledger.releases.some((one) => one.version === version && isMarked(one)),
  );
  const { path } = stable.file;
  return usable
    ? []
    : [{ code: 'no-fallback', path, message: `${path} keeps no release that is not withdrawn` }];
}
