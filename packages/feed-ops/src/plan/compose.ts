import type { PlanFacts } from '../command.ts';
import type { Config } from '../state/config.ts';
import { contentOf } from '../feeds/content.ts';
import type { ContentFacts, FeedContent } from '../feeds/content.ts';
import { reachContent } from '../feeds/feed-text.ts';
import { appendHistory } from '../state/history.ts';
import type { HistoryEntry } from '../state/history.ts';
import { ledgerText } from '../state/ledger.ts';
import type { Ledger } from '../state/ledger.ts';
import type { FileEdit } from './plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { signedText } from '../keys/signing.ts';
import type { Signing } from '../keys/signing.ts';
import type { FeedFile, PlatformState } from '../state/snapshot.ts';
import { rfc3339 } from '../times.ts';

/** One platform as it would be after a command. */
export interface Composed {
  readonly before: PlatformState;
  readonly after: PlatformState;
  readonly edits: readonly FileEdit[];
}

/** A feed expires 30 days after it was written (feed-format, "Trust", 1). */
const FEED_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** Whether the feeds of a platform change with its ledger; a draft, for one, changes none. */
export function touchesFeeds(before: Ledger, after: Ledger, facts: ContentFacts): boolean {
  return after.phases.some((phase) => {
    const [old, next] = [contentOf(before, phase, facts), contentOf(after, phase, facts)];
    return summaryOf(old) !== summaryOf(next);
  });
}

/** What writing the feeds of one platform takes beside the ledger. */
export interface ComposeFacts extends PlanFacts {
  readonly config: Config;
  readonly writesFeeds: boolean;
  /** `undefined`: the feeds are unsigned. */
  readonly signing: Signing | undefined;
}

/** Every file of one platform for a new ledger, whose sequence is the one to write. */
export function compose(
  before: PlatformState,
  ledger: Ledger,
  entry: Omit<HistoryEntry, 'sequence'>,
  facts: ComposeFacts,
): Result<Composed> {
  const feeds: FeedFile[] = [];
  for (const file of before.feeds) {
    const written = facts.writesFeeds ? writeFeed(file, ledger, facts) : accept(file);
    if (!written.ok) {
      return written;
    }
    feeds.push(written.value);
  }
  const history = appendHistory(before.history, { ...entry, sequence: ledger.sequence });
  const after = { ...before, ledger, ledgerText: ledgerText(ledger), history, feeds };
  return accept({ before, after, edits: editsOf(before, after) });
}

function writeFeed(
  file: FeedFile,
  ledger: Ledger,
  { config, now, signing }: ComposeFacts,
): Result<FeedFile> {
  const identity = {
    app: config.app,
    platform: ledger.platform,
    name: file.name,
    sequence: ledger.sequence,
    issued: rfc3339(now),
    expires: rfc3339(now + FEED_LIFETIME_MS),
    root: signing?.root.version,
  };
  const content = contentOf(ledger, file.phase, { now, keep: config.keep });
  const edited = reachContent(file.text, content, { title: config.title, identity, now });
  if (!edited.ok) {
    return refuse(
      'bad-feed',
      `${file.path} cannot be edited: ${edited.problem.message}`,
      'phasegate verify shows what is wrong with the feeds',
    );
  }
  // Identity, root hint and all: signing comes last, over the bytes as they will be.
  const signed =
    signing === undefined ? accept(edited.text) : signedText(edited.text, signing, file.path);
  return signed.ok
    ? accept({
        ...file,
        text: signed.value,
        aliasText: file.aliasPath === undefined ? undefined : signed.value,
      })
    : signed;
}

function editsOf(before: PlatformState, after: PlatformState): readonly FileEdit[] {
  const { places } = before;
  const files: readonly (Omit<FileEdit, 'after'> & { after: string | undefined })[] = [
    ...before.feeds.flatMap(({ path, aliasPath, text, aliasText }, at) => {
      const next = after.feeds[at];
      const feed = { path, before: text, after: next?.text, role: 'feed' } as const;
      return aliasPath === undefined
        ? [feed]
        : [
            feed,
            { path: aliasPath, before: aliasText, after: next?.aliasText, role: 'alias' } as const,
          ];
    }),
    { path: places.ledger, before: before.ledgerText, after: after.ledgerText, role: 'ledger' },
    { path: places.history, before: before.history, after: after.history, role: 'history' },
  ];
  return files.flatMap((file) =>
    file.after === undefined || file.after === file.before ? [] : [{ ...file, after: file.after }],
  );
}

function summaryOf({ releases, advisories }: FeedContent): string {
  return JSON.stringify([
    releases.map(({ item }) => item),
    advisories.map(({ id, revision }) => [id, revision]),
  ]);
}
