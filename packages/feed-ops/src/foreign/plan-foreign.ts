import { insertItem, markWithdrawn, removeItem } from '@phasegate/appcast';
import type { EditOutcome } from '@phasegate/appcast';
import { FULL_PHASE, parseVersion } from '@phasegate/rollout';
import type { Phase, Version } from '@phasegate/rollout';

import { splitEnvelope } from '@phasegate/trust';

import type { PlanFacts } from '../command.ts';
import { checkForeign } from './check-foreign.ts';
import { describeForeign } from './describe-foreign.ts';
import { itemsIn, itemsNamed, portable, versionsIn } from './foreign.ts';
import type { ForeignCommand, ForeignFeed, ForeignSnapshot } from './foreign.ts';
import { appendHistory } from '../state/history.ts';
import { ledgerText, releaseOf, withRelease } from '../state/ledger.ts';
import type { LedgerRelease, ReleaseState } from '../state/ledger.ts';
import { unknownVersion } from '../nearest.ts';
import { oneLine } from '../one-line.ts';
import type { FileEdit, Planned } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { rfc3339 } from '../times.ts';

/** What changes in which feed, and where the release stands then. */
interface ForeignEdit {
  readonly feed: ForeignFeed;
  /** The same feed with the edit in it. */
  readonly result: ForeignFeed;
  readonly item: string;
  readonly state: ReleaseState;
  readonly phase: Phase;
}

type Drafted = Result<ForeignEdit | { readonly same: string }>;

/**
 * A command on a feed that Phasegate did not make: only the item's own lines change, nothing is added to the feed. What
 * `resume` needs later goes into a ledger beside it, in the same commit.
 */
export function planForeign(
  command: ForeignCommand,
  snapshot: ForeignSnapshot,
  facts: PlanFacts,
): Planned {
  const signed = [snapshot.feed, snapshot.broader].find((one) => isSigned(one?.text));
  if (signed !== undefined) {
    return refuse(
      'bad-feed',
      `${signed.path} is signed, and an edit would break its signatures; clients would refuse it`,
      'use phasegate in the work tree that holds its phasegate.json',
    );
  }
  const edited = draft(command, snapshot);
  if (!edited.ok) {
    return edited;
  }
  if ('same' in edited.value) {
    return {
      ok: true,
      plan: {
        kind: 'nothing-to-do',
        headline: edited.value.same,
        next: 'git log shows when it was done',
      },
    };
  }
  const edit = edited.value;
  const wrong = checkForeign(edit, command, snapshot.platform);
  return wrong === undefined
    ? {
        ok: true,
        plan: describeForeign(command, snapshot, {
          ...edit,
          edits: editsOf(command, snapshot, edit, facts),
        }),
      }
    : { ok: false, refusal: wrong };
}

/** Whether Phasegate has signed a feed; only whoever holds its key can change it. */
function isSigned(text: string | undefined): boolean {
  return text !== undefined && splitEnvelope(Buffer.from(text, 'utf8')).ok;
}

function draft(command: ForeignCommand, snapshot: ForeignSnapshot): Drafted {
  switch (command.kind) {
    case 'rollback':
      return takeOut(command, snapshot, 'withdrawn');
    case 'pause':
      return takeOut(command, snapshot, 'paused');
    case 'resume':
      return putBack(command, snapshot);
    case 'escalate':
      return widen(command, snapshot);
  }
}

function takeOut(
  command: ForeignCommand,
  snapshot: ForeignSnapshot,
  state: 'withdrawn' | 'paused',
): Drafted {
  const { feed, phase } = snapshot;
  const items = itemsIn(feed);
  if (!items.ok) {
    return items;
  }
  const named = itemsNamed(items.value, command.version);
  if (named.length === 0) {
    return notThere(command, snapshot, versionsIn(items.value));
  }
  if (state === 'paused' && named.length > 1) {
    return refuse(
      'bad-feed',
      `${feed.path} holds ${named.length} items of ${command.version}, which could not be put back as they were`,
      'pnpm rollback-release takes them all out for good',
    );
  }
  const marks = command.kind === 'rollback' && command.method === 'mark';
  if (marks && named.every(({ withdrawn }) => withdrawn)) {
    return accept({ same: `${command.version} is marked as withdrawn in ${feed.path}` });
  }
  const edited = (marks ? markWithdrawn : removeItem)(feed.text, command.version);
  return drafted(edited, { feed, item: portable(named), state, phase });
}

function putBack(command: ForeignCommand, snapshot: ForeignSnapshot): Drafted {
  const { feed, phase, ledger, siblings } = snapshot;
  const items = itemsIn(feed);
  if (!items.ok) {
    return items;
  }
  if (itemsNamed(items.value, command.version).length > 0) {
    return accept({ same: `${command.version} is in ${feed.path}` });
  }
  const known = releaseOf(ledger, command.version);
  if (known?.state === 'withdrawn') {
    return refuse(
      'was-withdrawn',
      `${command.version} was rolled back on ${known.since}, and that is for good`,
      'publish a fixed version under a new number',
    );
  }
  const item = known?.item ?? itemElsewhere(siblings, command.version);
  if (item === undefined) {
    const close = unknownVersion(command.version, versionsIn(items.value), `not in ${feed.path}`);
    return refuse(
      'no-item-text',
      `${oneLine(command.version, 64)} was never taken out of ${feed.path} by Phasegate, so its item is not known`,
      `git log -p -- ${feed.path} has it, if it was ever there; ${close.next}`,
    );
  }
  const state = phase === FULL_PHASE ? 'complete' : 'rolling';
  return drafted(insertItem(feed.text, item), { feed, item, state, phase });
}

function widen(command: ForeignCommand, snapshot: ForeignSnapshot): Drafted {
  const { feed, broader } = snapshot;
  const items = itemsIn(feed);
  if (!items.ok) {
    return items;
  }
  const named = itemsNamed(items.value, command.version);
  if (named.length === 0) {
    return notThere(command, snapshot, versionsIn(items.value));
  }
  if (broader === undefined) {
    return accept({ same: `${command.version} is in ${feed.path}, which is for everybody` });
  }
  if (broader.text === undefined) {
    return refuse(
      'no-feed',
      `${broader.path} is not there, so ${command.version} cannot go on to ${broader.phase} %`,
      `make that feed and commit it, and run the same command again`,
    );
  }
  const target = { path: broader.path, text: broader.text };
  const there = itemsIn(target);
  if (!there.ok) {
    return there;
  }
  if (itemsNamed(there.value, command.version).length > 0) {
    return accept({ same: `${command.version} is in ${target.path}` });
  }
  const item = portable(named);
  const state = broader.phase === FULL_PHASE ? 'complete' : 'rolling';
  return drafted(insertItem(target.text, item), {
    feed: target,
    item,
    state,
    phase: broader.phase,
  });
}

function drafted(edited: EditOutcome, facts: Omit<ForeignEdit, 'result'>): Drafted {
  return edited.ok
    ? accept({ ...facts, result: { path: facts.feed.path, text: edited.text } })
    : refuse(
        'bad-feed',
        `${facts.feed.path} cannot be edited: ${edited.problem.message}`,
        `look at it with: git log -p -- ${facts.feed.path}`,
      );
}

/** Taken out before is nothing to do; anything else gets the nearest versions, or what a version looks like. */
function notThere(
  { version, kind }: ForeignCommand,
  { feed, ledger }: ForeignSnapshot,
  known: readonly string[],
): Drafted {
  const before = releaseOf(ledger, version);
  const done = kind === 'rollback' ? 'withdrawn' : 'paused';
  if (kind !== 'escalate' && before?.state === done) {
    return accept({ same: `${version} is out of ${feed.path} since ${before.since}` });
  }
  const refusal = unknownVersion(version, known, `not in ${feed.path}`);
  return parseVersion(version) === undefined
    ? refuse(
        'bad-version',
        `"${oneLine(version, 64)}" is no full semver 2.0.0 version, and no item of ${feed.path} is named so`,
        refusal.next,
      )
    : { ok: false, refusal };
}

function itemElsewhere(siblings: readonly ForeignFeed[], version: string): string | undefined {
  for (const sibling of siblings) {
    const items = itemsIn(sibling);
    const named = items.ok ? itemsNamed(items.value, version) : [];
    if (named.length === 1) {
      return portable(named);
    }
  }
  return undefined;
}

function editsOf(
  command: ForeignCommand,
  snapshot: ForeignSnapshot,
  edit: ForeignEdit,
  facts: PlanFacts,
): readonly FileEdit[] {
  const { ledgerPath, historyPath, history } = snapshot;
  const at = rfc3339(facts.now);
  const { version, kind, reason = null } = command;
  const { state, phase, item } = edit;
  // The ledger of a foreign feed may name what the feed names: a build number, say.
  const release: LedgerRelease = { version: version as Version, state, phase, since: at, item };
  const entry = {
    at,
    actor: facts.actor,
    command: kind,
    version,
    reason,
    evidence: edit.feed.path,
    sequence: snapshot.ledger.sequence,
    undoOf: null,
  };
  return [
    { path: edit.feed.path, before: edit.feed.text, after: edit.result.text, role: 'feed' },
    {
      path: ledgerPath,
      before: snapshot.ledgerText,
      after: ledgerText(withRelease(snapshot.ledger, release)),
      role: 'ledger',
    },
    { path: historyPath, before: history, after: appendHistory(history, entry), role: 'history' },
  ];
}
