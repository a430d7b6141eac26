import type { Choice, HoldReason } from './decision.ts';
import type { FeedRemark, ItemFault } from './feed.ts';
import type { ItemOutcome } from './outcome.ts';

/** One sentence for logs, diagnostics and QA: what was decided, and why. */
export function explainChoice(choice: Choice): string {
  switch (choice.kind) {
    case 'offer':
      return `${choice.release.version} is offered: ${OFFERS[choice.reason.code]}`;
    case 'go-back':
      return `${choice.reason.version} is ${choice.reason.code}; this machine should go back to ${choice.release.version}`;
    case 'hold':
      return explainHold(choice.reason);
  }
}

const OFFERS = {
  'newer-release': 'it is newer than the installed version',
  'critical-update': 'it is newer, and critical for the installed version',
  'replaces-withdrawn': 'it is the way out of the installed version, which was withdrawn',
  'replaces-blocked': 'it is the way out of the installed version, which is blocked',
  'replaces-crashing': 'it is the way out of the installed version, which does not start well here',
} as const;

function explainHold(reason: HoldReason): string {
  switch (reason.code) {
    case 'up-to-date':
      return `nothing newer than ${reason.version} is in this machine's feed`;
    case 'no-releases':
      return 'the feed holds no release';
    case 'passed-over':
      return `${reason.version} is passed over: ${explainOutcome(reason.outcome)}`;
    case 'go-back-not-allowed':
      return `${reason.version} is ${reason.because}, but the app does not allow going back on an unsigned feed's word; it keeps running`;
    case 'no-way-back':
      return `${reason.version} is ${reason.because}, and the feed holds no release to go back to; it keeps running`;
  }
}

/** Half a sentence about one item. */
export function explainOutcome(outcome: ItemOutcome): string {
  switch (outcome.code) {
    case 'superseded':
      return `newer, but ${outcome.by} is newer still`;
    case 'on-request':
      return `updates by itself only from ${outcome.from} on; another one goes first`;
    case 'withdrawn':
    case 'blocked':
      return (
        outcome.code + (outcome.advisory === undefined ? '' : ` by advisory ${outcome.advisory}`)
      );
    case 'pinned':
      return `this machine went back from ${outcome.wentBackFrom} and waits for something newer`;
    case 'other-channel':
      return `only for channel ${outcome.channel}`;
    case 'system-too-old':
      return `needs system version ${outcome.needs} or newer`;
    case 'system-too-new':
      return `not for systems newer than ${outcome.atMost}`;
    case 'system-unknown':
      return `asks for system version ${outcome.needs}, and this machine's is not known`;
    case 'below-floor':
      return `below ${outcome.floor}, the lowest version this machine may go back to`;
    default:
      return PLAIN[outcome.code];
  }
}

const PLAIN = {
  offered: 'offered',
  'way-back': 'the release to go back to',
  'not-newer': 'not newer than the installed version',
  'no-package': 'has no package for this system and architecture',
  'no-digest': 'its package carries no sha512 and length, so it cannot be checked',
  'not-signed': 'its package is not signed by the release key',
  'wrong-signature':
    'the signature on its package is not one of the release key for this very package',
} as const;

/** Half a sentence about an item that could not be used at all. */
export function explainFault(fault: ItemFault): string {
  return FAULTS[fault];
}

const FAULTS: Readonly<Record<ItemFault, string>> = {
  'not-semver': 'its version is not a full semver 2.0.0 version (like 1.2.3)',
  'no-version': 'it has no version',
  'bad-url': 'an address in it is not https',
  'bad-length': 'a length in it is not a number of bytes',
  'bad-digest': 'a phasegate:sha512 in it is not base64 of 64 bytes',
  'bad-requirement': 'a requirement in it cannot be read',
  'duplicate-version': 'an earlier item has the same version',
};

/** Half a sentence about something beside the items that could not be read as written. */
export function explainRemark({ code, advisory }: FeedRemark): string {
  return REMARKS[code] + (advisory === undefined ? '' : ` (${advisory})`);
}

const REMARKS: Readonly<Record<FeedRemark['code'], string>> = {
  'bad-identity': 'the phasegate:feed element cannot be read',
  'bad-advisory': 'an advisory cannot be read and is left out',
  'too-many-advisories': 'only the first 64 advisories are read',
  'too-many-languages': 'only the first 16 languages of an advisory are read',
  'text-cut': 'a text of an advisory is cut at 280 characters',
};
