import { readFileSync } from 'node:fs';
import { outlineAppcast, readAppcast } from '@phasegate/appcast';
import type { AppcastOutline, EditOutcome, ReadOptions, ReadOutcome } from '@phasegate/appcast';
import type { Advisory, Feed, FeedIdentity } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';

/** The bytes of a file in this folder. */
export function sampleBytes(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url));
}

/** The text of a file in this folder, a BOM kept. */
export function sample(name: string): string {
  return sampleBytes(name).toString('utf8');
}

/** Reads bytes or text as an app on Linux does that trusts unsigned feeds. */
export function readAs(feed: string | Uint8Array, options: Partial<ReadOptions> = {}): ReadOutcome {
  const bytes = typeof feed === 'string' ? Buffer.from(feed) : feed;
  const verdict = verifyFeed(bytes, { kind: 'unsigned' });
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  return readAppcast(verdict.verified, { platform: 'linux', ...options });
}

/** The same, where the feed must be readable. */
export function feedOf(feed: string | Uint8Array, options: Partial<ReadOptions> = {}): Feed {
  const outcome = readAs(feed, options);
  if (!outcome.ok) {
    throw new Error(outcome.problem.message);
  }
  return outcome.feed;
}

/** An ordinary feed around some children of its channel. */
export function channelOf(children: string): string {
  const sparkle = 'xmlns:sparkle="http://www.andymatuschak.org/xml-namespaces/sparkle"';
  const phasegate = 'xmlns:phasegate="urn:phasegate:appcast:1"';
  return `<rss version="2.0" ${sparkle} ${phasegate}><channel>${children}</channel></rss>`;
}

/** The readable feeds of this folder that have items to edit. */
export const EDITABLE: readonly string[] = [
  'sparkle-generate-appcast.xml',
  'python-elementtree.xml',
  'by-hand.xml',
  'by-hand-crlf-bom.xml',
  'winsparkle.xml',
  'several-systems.xml',
  'minified.xml',
  'phasegate.xml',
];

/** The text that an edit gave. */
export function done(outcome: EditOutcome): string {
  if (!outcome.ok) {
    throw new Error(outcome.problem.message);
  }
  return outcome.text;
}

/** Where things stand in a text that can be read. */
export function outlineOf(text: string): AppcastOutline {
  const outcome = outlineAppcast(text);
  if (!outcome.ok) {
    throw new Error(outcome.problem.message);
  }
  return outcome.outline;
}

/** The versions of the items, in the order of the file. */
export function versionsIn(text: string): readonly (string | undefined)[] {
  return outlineOf(text).items.map(({ version }) => version);
}

/** The advisory and the identity of `phasegate.xml`. */
export function exampleHead(): { readonly advisory: Advisory; readonly identity: FeedIdentity } {
  const { advisories, identity } = feedOf(sample('phasegate.xml'));
  const advisory = advisories.at(0);
  if (advisory === undefined || identity === undefined) {
    throw new Error('phasegate.xml has lost its head');
  }
  return { advisory, identity };
}
