import type { PackageFacts, ReleaseFacts } from '@phasegate/appcast';
import { ARCHS, compareVersions, PACKAGE_KINDS } from '@phasegate/rollout';
import type { Package, Platform, Release, Version } from '@phasegate/rollout';
import type { Root } from '@phasegate/trust';

import type { AddRelease } from '../../command.ts';
import { factsOf, releaseIn } from '../../feeds/item-facts.ts';
import { itemOf } from '../../feeds/item-text.ts';
import { defaultFloor, signItem, statementProblems } from '../../feeds/package-statement.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import { releaseKey } from './release-key.ts';

/** The item of a draft, as the ledger keeps it. */
export interface DraftItem {
  readonly version: Version;
  readonly item: string;
  /** How many files it has. */
  readonly files: number;
  /** What became of the files that the draft had before. */
  readonly said: readonly string[];
}

interface Adding {
  readonly command: AddRelease;
  readonly facts: RuleFacts;
}

/** A new draft, or the known one with these packages and words in the place of its own. */
export function draftOf(
  state: PlatformState,
  known: LedgerRelease | undefined,
  adding: Adding,
): Result<DraftItem> {
  const { release, packages } = adding.command;
  const { platform } = state;
  const before = known && releaseIn(known.item, platform);
  if (known !== undefined && before === undefined) {
    return refuse(
      'bad-ledger',
      `The draft of ${release.version} on ${platform} cannot be read`,
      'phasegate verify shows all',
    );
  }
  const added = packages[platform] ?? [];
  const old = known && before && factsOf(before, known.item);
  const kept = (old?.packages ?? []).filter((one) => !added.some((other) => isFor(one, other)));
  const all = inOrder([...kept, ...added], platform);
  const title = `${adding.facts.config.title} ${release.version}`;
  const item = itemOf({ ...(old ?? { title }), ...given(release), packages: all } as ReleaseFacts);
  const stays = (before?.packages ?? []).filter((one) => kept.some((other) => isFor(one, other)));
  const signed = withStatements(item, state, { ...adding, before, stays });
  return signed.ok
    ? accept({
        version: release.version,
        item: signed.value,
        files: all.length,
        said: whatBecame(old?.packages ?? [], added),
      })
    : signed;
}

/** Whether two packages are for the same machines, so that a feed has room for one of them. */
export function isFor(
  a: Pick<PackageFacts, 'arch' | 'kind'>,
  b: Pick<PackageFacts, 'arch' | 'kind'>,
): boolean {
  return a.arch === b.arch && a.kind === b.kind;
}

/** `arm64 AppImage`. */
export function nameOf({ arch, kind }: Pick<PackageFacts, 'arch' | 'kind'>): string {
  return [arch, kind].filter((word) => word !== undefined).join(' ');
}

/** Whether two packages are the same file at the same address. */
export function isSame(a: PackageFacts, b: PackageFacts): boolean {
  return isFor(a, b) && a.url === b.url && a.length === b.length && a.sha512 === b.sha512;
}

/** What was given; what was not does not overwrite what is there. */
export function given<T extends object>(facts: T): Partial<T> {
  const pairs = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(pairs) as Partial<T>;
}

/**
 * The same order whoever adds first. Stock Sparkle takes the first enclosure, so what fits most machines comes first
 * (wire-format, "Appcast").
 */
function inOrder(packages: readonly PackageFacts[], platform: Platform): readonly PackageFacts[] {
  const archs = ['universal', undefined, ...ARCHS];
  const rank = ({ arch, kind }: PackageFacts): number =>
    archs.indexOf(arch) * 10 + PACKAGE_KINDS[platform].findIndex((one) => one === kind);
  return [...packages].sort((a, b) => rank(a) - rank(b));
}

function whatBecame(
  before: readonly PackageFacts[],
  added: readonly PackageFacts[],
): readonly string[] {
  if (before.length === 0) {
    return [];
  }
  return added.flatMap((one) => {
    const old = before.find((other) => isFor(one, other));
    if (old === undefined) {
      return [`Added to it: ${nameOf(one)}`];
    }
    if (isSame(old, one)) {
      const isSigned = one.edSignature !== undefined && one.edSignature !== old.edSignature;
      return isSigned ? [`Signed for Sparkle: ${nameOf(one)}`] : [];
    }
    return [`Replaced in it: ${nameOf(one)}, with another file or address`];
  });
}

interface Signing extends Adding {
  readonly before: Release | undefined;
  /** The packages that stay, with their statements. */
  readonly stays: readonly Package[];
}

/** With the release key's statements, where the feeds are signed. */
function withStatements(item: string, state: PlatformState, work: Signing): Result<string> {
  const { command, facts, before, stays } = work;
  const { floor, release } = command;
  if (floor !== undefined && compareVersions(floor, release.version) > 0) {
    const said = `The floor ${floor} is above ${release.version} itself`;
    return refuse('bad-argument', said, 'name a version that it may go back to');
  }
  const signer = releaseKey(facts);
  if (!signer.ok || signer.value === undefined) {
    return signer.ok ? accept(item) : signer;
  }
  const { key, root } = signer.value;
  const context = { app: facts.config.app, platform: state.platform };
  // What another machine has added is signed once more only where the release key vouches for it already.
  const [doubt] = before ? statementProblems(context, { ...before, packages: stays }, root) : [];
  if (doubt !== undefined) {
    return refuse(
      'bad-ledger',
      `The draft holds a file that the release key does not vouch for: ${doubt}`,
      'add all files of the version again, from where they were built',
    );
  }
  const lowest =
    floor ??
    believedFloor(before, { context, root }) ??
    defaultFloor(state.ledger, release.version, facts.now);
  return signItem(item, lowest, { context, key });
}

/** The floor that the draft was given, where the release key says so. */
function believedFloor(
  before: Release | undefined,
  {
    context,
    root,
  }: { readonly context: Parameters<typeof statementProblems>[0]; readonly root: Root },
): Version | undefined {
  const believed = before !== undefined && statementProblems(context, before, root).length === 0;
  return believed ? before.packages[0]?.floor : undefined;
}
