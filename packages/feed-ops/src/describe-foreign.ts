import { CLIENT_LIMITS } from '@phasegate/appcast';
import { DEFAULT_PHASES, FULL_PHASE, phaseOfFeed } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import { commitSubject } from './commit-message.ts';
import { itemsIn, itemsNamed } from './foreign.ts';
import type { ForeignCommand, ForeignFeed, ForeignSnapshot } from './foreign.ts';
import type { Affected, Change, Danger, FileEdit } from './plan-types.ts';

interface Described {
  readonly feed: ForeignFeed;
  readonly after: string;
  readonly phase: Phase;
  readonly edits: readonly FileEdit[];
}

/** The words around a change of a foreign feed. */
export function describeForeign(
  command: ForeignCommand,
  snapshot: ForeignSnapshot,
  edit: Described,
): Change {
  const { version, kind } = command;
  const { path } = edit.feed;
  const headline = `${VERBS[kind]} ${version} ${kind === 'escalate' ? 'to' : 'in'} ${path}`;
  return {
    kind: 'change',
    headline,
    edits: edit.edits,
    message: {
      subject: commitSubject(headline, command.reason),
      body: [`Phasegate wrote this commit: ${kind}, a feed that it did not make.`],
    },
    summary: [
      whatHappens(command),
      `Kept beside it: ${snapshot.ledgerPath}, ${snapshot.historyPath}`,
    ],
    affected: [affected(snapshot, edit)],
    warnings: warnings(command, snapshot, edit),
    danger: dangerOf(command, edit.phase),
    confirm: version,
    versions: [version],
    platforms: [snapshot.platform],
    sequence: undefined,
    next: nextOf(command, snapshot),
  };
}

const VERBS = {
  rollback: 'Roll back',
  pause: 'Pause',
  resume: 'Resume',
  escalate: 'Escalate',
} as const;

function whatHappens({ kind, method, version }: ForeignCommand): string {
  if (kind === 'rollback') {
    return method === 'mark'
      ? `${version} stays in the feed, marked as withdrawn; no other line changes`
      : `${version} leaves the feed; no other line changes. Machines that have it keep it, since nothing in this feed tells them`;
  }
  return kind === 'pause'
    ? `${version} leaves the feed until resume; no other line changes`
    : `${version} goes into the feed; no other line changes`;
}

function affected({ platform, phase, broader }: ForeignSnapshot, edit: Described): Affected {
  const before = newestOf(edit.feed);
  const after = newestOf({ path: edit.feed.path, text: edit.after });
  const [, folder] = edit.feed.path.split('/').slice(-3);
  const known = folder !== undefined && phaseOfFeed(folder.replace(/(\d)$/, '$1%')) !== undefined;
  const own = edit.phase === broader?.phase ? broader.phase : phase;
  const below = [...DEFAULT_PHASES].reverse().find((one) => one < own) ?? 0;
  return {
    platform,
    feed: known ? folder : edit.feed.path,
    buckets: known ? [below, own - 1] : undefined,
    share: known ? own - below : undefined,
    before,
    after,
  };
}

/** The first item: foreign feeds are kept newest first. */
function newestOf(feed: ForeignFeed): string | undefined {
  const items = itemsIn(feed);
  return items.ok ? items.value.find(({ withdrawn }) => !withdrawn)?.version : undefined;
}

function warnings(
  command: ForeignCommand,
  snapshot: ForeignSnapshot,
  edit: Described,
): readonly string[] {
  const said = ['This feed is unsigned: clients believe whatever its host serves.'];
  const bytes = Buffer.byteLength(edit.after);
  if (bytes > CLIENT_LIMITS.bytes) {
    said.push(
      `It has ${bytes} bytes; clients of Phasegate refuse feeds above ${CLIENT_LIMITS.bytes}.`,
    );
  }
  if (command.method === 'mark' && command.kind === 'rollback') {
    said.push(
      'Stock clients do not know sparkle:withdrawn, so its enclosures also name a system that none of them runs on.',
    );
  }
  if (command.kind === 'escalate') {
    said.push(
      'No health source is configured, so the health gate is off: nobody checked how this release does.',
    );
  }
  if (command.kind === 'rollback' || command.kind === 'pause') {
    for (const { path } of stillThere(command, snapshot)) {
      said.push(`${path} still holds ${command.version}: ${sameFor(command, path)}`);
    }
  }
  return said;
}

function stillThere(
  { version }: ForeignCommand,
  { siblings }: ForeignSnapshot,
): readonly ForeignFeed[] {
  return siblings.filter((sibling) => {
    const items = itemsIn(sibling);
    return items.ok && itemsNamed(items.value, version).some(({ withdrawn }) => !withdrawn);
  });
}

function sameFor({ kind, version }: ForeignCommand, path: string): string {
  const phase = phaseOfFeed((path.split('/').at(-2) ?? '').replace(/(\d)$/, '$1%'));
  return kind === 'pause' && phase !== undefined
    ? `pnpm manage-rollout --phase ${phase}% --action pause --version ${version}`
    : `pnpm rollback-release --version ${version} --appcast "${path}" --reason "..."`;
}

function dangerOf({ kind }: ForeignCommand, phase: Phase): Danger {
  if (kind === 'rollback') {
    return 'type';
  }
  if (kind === 'pause') {
    return 'none';
  }
  return phase === FULL_PHASE ? 'type' : 'ask';
}

function nextOf(command: ForeignCommand, snapshot: ForeignSnapshot): string {
  const [first] =
    command.kind === 'rollback' || command.kind === 'pause' ? stillThere(command, snapshot) : [];
  if (first !== undefined) {
    return sameFor(command, first.path);
  }
  return command.kind === 'rollback'
    ? 'tell the users who have it, and publish a fixed version'
    : 'look at the published feed in a minute';
}
