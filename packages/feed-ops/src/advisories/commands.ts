import type { Platform, VersionRange } from '@phasegate/rollout';

import type { AdvisoryWords } from './words.ts';

/** Puts a range of versions on the blocklist: never offered, never installed, and who runs one is told. */
export interface Block {
  readonly kind: 'block';
  readonly range: VersionRange;
  readonly reason: string;
  readonly words: AdvisoryWords;
  readonly platforms: readonly Platform[] | undefined;
}

/** Takes a range off the blocklist; what was in it is offered as before. */
export interface Unblock {
  readonly kind: 'unblock';
  /** The advisory's id, or its range as it was written. */
  readonly what: string;
  readonly reason: string | undefined;
  readonly platforms: readonly Platform[] | undefined;
}

/** Says something to users, and changes nothing else. */
export interface Announce {
  readonly kind: 'notice';
  /** Who is meant; `undefined`: everybody. */
  readonly range: VersionRange | undefined;
  readonly reason: string | undefined;
  readonly words: AdvisoryWords;
  readonly platforms: readonly Platform[] | undefined;
}

/** Ends a notice. */
export interface EndNotice {
  readonly kind: 'notice-end';
  readonly id: string;
  readonly reason: string | undefined;
  readonly platforms: readonly Platform[] | undefined;
}

/** Other words for an advisory that is in force: a new revision of it. */
export interface CorrectAdvisory {
  readonly kind: 'advisory-correct';
  readonly id: string;
  readonly reason: string | undefined;
  readonly words: AdvisoryWords;
  readonly platforms: readonly Platform[] | undefined;
}

/** What an operator can ask of advisories. */
export type AdvisoryCommand = Block | Unblock | Announce | EndNotice | CorrectAdvisory;
