import { feedOutliner, OPERATOR_LIMITS, portableItemXml } from '@phasegate/appcast';
import type { ItemOutline } from '@phasegate/appcast';
import { phaseOfFeed } from '@phasegate/rollout';
import type { Phase, Platform } from '@phasegate/rollout';

import type { Ledger } from '../state/ledger.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** What an operator can ask of one feed that Phasegate did not make; the version may be any text that stands in it. */
export interface ForeignCommand {
  readonly kind: 'rollback' | 'pause' | 'resume' | 'escalate';
  readonly version: string;
  readonly reason: string | undefined;
  readonly method: 'remove' | 'mark';
}

/** A feed's file. */
export interface ForeignFeed {
  readonly path: string;
  readonly text: string;
}

/** What is known of a foreign feed when a command is planned on it. */
export interface ForeignSnapshot {
  readonly feed: ForeignFeed;
  readonly platform: Platform;
  /** The phase that the feed's folder names; a feed of another layout is for everybody. */
  readonly phase: Phase;
  /** The other feeds of the platform. */
  readonly siblings: readonly ForeignFeed[];
  /** The feed of the next phase: its place, and its text where it is there. */
  readonly broader:
    | { readonly phase: Phase; readonly path: string; readonly text: string | undefined }
    | undefined;
  readonly ledgerPath: string;
  readonly ledger: Ledger;
  readonly ledgerText: string | undefined;
  readonly historyPath: string;
  readonly history: string | undefined;
}

/** The items of a feed as they stand in its text, or why they cannot be told. */
export function itemsIn(feed: ForeignFeed): Result<readonly ItemOutline[]> {
  const known = OUTLINES.get(feed) ?? outlineItems(feed);
  OUTLINES.set(feed, known);
  return known;
}

// A feed of 10,000 items takes most of a second to go through; each is gone through once, and what an edit has left as
// it was is known.
const outline = feedOutliner(OPERATOR_LIMITS);
const OUTLINES = new WeakMap<ForeignFeed, Result<readonly ItemOutline[]>>();

function outlineItems({ path, text }: ForeignFeed): Result<readonly ItemOutline[]> {
  const read = outline(text);
  if (read.ok) {
    return accept(read.outline.items);
  }
  const { message, line, column } = read.problem;
  const at = line === undefined ? '' : ` (line ${line}, column ${column ?? 0})`;
  return refuse(
    'bad-feed',
    `${path} cannot be read as an appcast${at}: ${message}`,
    `bring it back to a state that could be read: git log -p -- ${path}`,
  );
}

/** The items of a version; a build number names an item that no semver names, as in the specification's script. */
export function itemsNamed(items: readonly ItemOutline[], version: string): readonly ItemOutline[] {
  const named = items.filter((item) => item.version === version);
  return named.length > 0 ? named : items.filter((item) => item.sparkleVersion === version);
}

/** The texts of items, so written that they mean the same in any feed. */
export function portable(items: readonly ItemOutline[]): string {
  return items.map((item) => portableItemXml(item)).join('\n');
}

/** The versions that a feed holds, for "did you mean". */
export function versionsIn(items: readonly ItemOutline[]): readonly string[] {
  return [...new Set(items.flatMap(({ version }) => version ?? []))];
}

/** The phase that a feed's folder names, with the percent sign or without. */
export function phaseIn(folder: string): Phase | undefined {
  return phaseOfFeed(folder) ?? phaseOfFeed(`${folder}%`);
}
