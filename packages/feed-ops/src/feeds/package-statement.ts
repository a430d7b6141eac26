import { compareVersions, FULL_PHASE } from '@phasegate/rollout';
import type { Package, Platform, Release, Version } from '@phasegate/rollout';
import { signStatement, TrustError, verifyStatement } from '@phasegate/trust';
import type { PackageFacts, PrivateKey, Root } from '@phasegate/trust';

import { contentOf } from './content.ts';
import { releaseIn } from './item-facts.ts';
import type { Ledger } from '../state/ledger.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** Whose package a statement is about. */
export interface StatementContext {
  readonly app: string;
  readonly platform: Platform;
}

/** What the release key says of a file, as a client reads it from the feed; `undefined` where something is missing. */
function statementFacts(
  { app, platform }: StatementContext,
  version: Version,
  { arch, kind, length, sha512, floor }: Package,
): PackageFacts | undefined {
  const complete =
    kind !== undefined && length !== undefined && sha512 !== undefined && floor !== undefined;
  return complete
    ? { app, version, platform, arch, package: kind, length, sha512, floor }
    : undefined;
}

/** What is wrong with the statements of a release, in words; nothing where each holds under the root. */
export function statementProblems(
  context: StatementContext,
  release: Release,
  root: Root,
): readonly string[] {
  const checked = checkedUnder(root, context);
  const known = checked.get(release) ?? problemsOf(context, release, root);
  checked.set(release, known);
  return known;
}

type Checked = WeakMap<Release, readonly string[]>;

/** One release stands in every feed of its platform, before a command and after it; it is read once and checked once. */
function checkedUnder(root: Root, { app, platform }: StatementContext): Checked {
  const products = CHECKED.get(root) ?? new Map<string, Checked>();
  CHECKED.set(root, products);
  const checked = products.get(`${platform} ${app}`) ?? new WeakMap<Release, readonly string[]>();
  products.set(`${platform} ${app}`, checked);
  return checked;
}

const CHECKED = new WeakMap<Root, Map<string, Checked>>();

function problemsOf(
  context: StatementContext,
  { version, packages }: Release,
  root: Root,
): readonly string[] {
  return packages.flatMap((one) => {
    const facts = statementFacts(context, version, one);
    if (facts === undefined) {
      return [`${version}: a package says too little to be signed`];
    }
    const verdict = verifyStatement(facts, one.signature, root.roles.targets);
    return verdict.ok ? [] : [verdict.problem.message];
  });
}

/** With what an item is signed. */
export interface SignWith {
  readonly context: StatementContext;
  readonly key: PrivateKey;
  /** Where given, only what is signed under this root already is signed anew. */
  readonly believed?: Root | undefined;
}

/**
 * Puts a floor and the release key's signature on every enclosure of an item of ours, in the place of older ones.
 * What is signed is what the client's own reader finds in the item.
 */
export function signItem(
  item: string,
  floor: Version,
  { context, key, believed }: SignWith,
): Result<string> {
  const release = releaseIn(item, context.platform);
  const enclosures = item.match(ENCLOSURE) ?? [];
  if (release === undefined || release.packages.length !== enclosures.length) {
    return cannot('an enclosure of the item cannot be read');
  }
  const [doubt] = believed === undefined ? [] : statementProblems(context, release, believed);
  if (doubt !== undefined) {
    return refuse('bad-ledger', `${doubt}; it is not signed anew`, 'phasegate verify shows all');
  }
  try {
    const values = release.packages.map((one) => {
      const floored = { ...one, floor: one.floor ?? floor };
      const facts = statementFacts(context, release.version, floored);
      return { floor: floored.floor, signature: facts && signStatement(facts, key) };
    });
    if (values.some(({ signature }) => signature === undefined)) {
      return cannot(`${release.version}: a package says too little to be signed`);
    }
    let at = 0;
    return accept(
      item.replaceAll(ENCLOSURE, (tag) => {
        const value = values[at];
        at += 1;
        const added = ` phasegate:floor="${value?.floor}" phasegate:signature="${value?.signature}"`;
        return unsignedTag(tag).replace(/\s*\/?>$/, (close) => `${added}${close.trim()}`);
      }),
    );
  } catch (error) {
    if (error instanceof TrustError) {
      return cannot(error.message);
    }
    throw error;
  }
}

/**
 * The floor of a new release where none is given: the older of the two newest releases that everybody may have, so
 * that whoever takes the new one can still go back to each of them; its own version where it is the first. A config
 * that keeps a longer history for Sparkle's users does not lower it.
 */
export function defaultFloor(ledger: Ledger, version: Version, now: number): Version {
  const kept = contentOf(ledger, FULL_PHASE, { now, keep: undefined }).releases.filter(
    ({ state }) => state === 'complete',
  );
  return [version, ...kept.map((one) => one.version)].reduce((low, one) =>
    compareVersions(one, low) < 0 ? one : low,
  );
}

const ENCLOSURE = /<enclosure\b[^>]*>/g;
const SIGNATURE = /\s+phasegate:signature="[^"]*"/g;
const FLOOR = /\s+phasegate:floor="[^"]*"/g;

function unsignedTag(tag: string): string {
  return tag.replaceAll(SIGNATURE, '').replaceAll(FLOOR, '');
}

function cannot(what: string): Result<string> {
  return refuse('bad-argument', `A package cannot be signed: ${what}`, 'give all its facts');
}
