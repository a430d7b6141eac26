import { CLIENT_LIMITS } from '@phasegate/appcast';
import { FULL_PHASE, isNewer, parseVersion } from '@phasegate/rollout';
import type { Phase, Version } from '@phasegate/rollout';

import { commitSubject } from '../git/commit-message.ts';
import { itemsIn, itemsNamed, phaseIn } from './foreign.ts';
import type { ForeignCommand, ForeignFeed, ForeignSnapshot } from './foreign.ts';
import type { Affected, Change, Danger, FileEdit } from '../plan/plan-types.ts';

interface Described {
  readonly feed: ForeignFeed;
  readonly result: ForeignFeed;
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
    trust: { kind: 'unsigned' },
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

function affected(
  { platform, phase, broader, siblings }: ForeignSnapshot,
  edit: Described,
): Affected {
  const before = newestOf(edit.feed);
  const after = newestOf(edit.result);
  const [, folder] = edit.feed.path.split('/').slice(-3);
  const known = folder !== undefined && phaseIn(folder) !== undefined;
  const own = edit.phase === broader?.phase ? broader.phase : phase;
  const below = Math.max(0, ...narrower(siblings, own));
  return {
    platform,
    feed: known ? folder : edit.feed.path,
    buckets: known ? [below, own - 1] : undefined,
    share: known ? own - below : undefined,
    before,
    after,
  };
}

/** The phases of the narrower feeds that are there: their machines do not read this one. */
function narrower(siblings: readonly ForeignFeed[], own: Phase): readonly Phase[] {
  const phases = siblings.map(({ path }) => phaseIn(path.split('/').at(-2) ?? ''));
  return phases.filter((phase) => phase !== undefined && phase < own) as readonly Phase[];
}

/** What a machine without any of the releases would find. */
function newestOf(feed: ForeignFeed): string | undefined {
  const items = itemsIn(feed);
  const versions = (items.ok ? items.value : []).flatMap(({ withdrawn, version }) =>
    withdrawn ? [] : (parseVersion(version ?? '') ?? []),
  );
  return versions.reduce<Version | undefined>(
    (best, one) => (best === undefined || isNewer(one, best) ? one : best),
    undefined,
  );
}

function warnings(
  command: ForeignCommand,
  snapshot: ForeignSnapshot,
  edit: Described,
): readonly string[] {
  const said = ['This feed is unsigned: clients believe whatever its host serves.'];
  const bytes = Buffer.byteLength(edit.result.text);
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
  const phase = phaseIn(path.split('/').at(-2) ?? '');
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
