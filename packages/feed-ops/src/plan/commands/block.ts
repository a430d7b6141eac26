import { FULL_PHASE, isInRange, parseVersion } from '@phasegate/rollout';
import type { Version, VersionRange } from '@phasegate/rollout';

import type { Block } from '../../advisories/commands.ts';
import { inForce } from '../../feeds/content.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { advise, advisoryId, settledWords, toldLine } from '../advise.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { SEVERITY_DEFAULTS, USUAL_SEVERITY } from '../severity-defaults.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { blockedWayOut } from '../withdrawal.ts';
import { onlyFallback } from './only-fallback.ts';

/** A range of versions onto the blocklist; the releases in it keep their state and leave all feeds. */
export const block: Rule<Block> = {
  versions: () => [],
  subject: ({ range }) => range,
  asks: ({ command }) => [command.range],
  transition,
  verb: ({ command }) => `Block ${command.range}`,
  danger: () => 'type',
  warnings: ({ command, composed }) => [
    ...(composed.some(({ after }) => releasedIn(after.ledger, command.range).length > 0)
      ? []
      : [
          'No release of the ledger is in this range; machines on versions from elsewhere are told.',
        ]),
    ...(settledWords(command.words, USUAL_SEVERITY).notice
      ? []
      : ['Notices are off: only the menu of the app says that its version is blocked.']),
  ],
  next: ({ command }) =>
    `${SEVERITY_DEFAULTS[settledWords(command.words, USUAL_SEVERITY).severity].next}; to lift it: phasegate unblock "${command.range}"`,
};

function transition(state: PlatformState, command: Block, facts: RuleFacts): Transition {
  const { ledger } = state;
  const { range, words } = command;
  const known = inForce(ledger, facts.now).find(
    (one) => one.kind === 'blocked' && one.versions === range,
  );
  if (known !== undefined) {
    return { kind: 'same', said: `${on(range, state)} is blocked already (${known.id})` };
  }
  const wrong = endless(range) ?? passing(command);
  if (wrong !== undefined) {
    return wrong;
  }
  const id = advisoryId(command, `blocked ${range}`, facts);
  const about = { id, kind: 'blocked', versions: range, action: undefined } as const;
  const basis = { usual: USUAL_SEVERITY, app: facts.config.title, now: facts.now };
  const bare = advise({ ...words, template: undefined }, { ...about, ...basis });
  if (!bare.ok) {
    return { kind: 'refused', refusal: bare.refusal };
  }
  const blocked = { ...ledger, advisories: [...ledger.advisories, bare.value] };
  const inside = releasedIn(ledger, range);
  const fallback = onlyFallback(state, blocked, inside, 'block');
  // The way out is known only once the block holds; templates may name it.
  const made = advise(words, { ...about, ...basis, action: blockedWayOut(blocked, range) });
  if (!made.ok) {
    return { kind: 'refused', refusal: made.refusal };
  }
  const after = { ...ledger, advisories: [...ledger.advisories, made.value] };
  const lines = [...said(state, inside, range), toldLine(made.value) ?? []].flat();
  return fallback ?? { kind: 'moved', ledger: after, said: lines };
}

/** A range without an upper end would keep the fixed version from everybody as well. */
function endless(range: VersionRange): Transition | undefined {
  const last = parseVersion('999999999.999999999.999999999') as Version;
  return isInRange(last, range)
    ? refused(
        'bad-argument',
        `${range} has no upper end: it would block every later version, the fixed one as well`,
        'write where it ends, as in ">=1.1.0 <1.1.3" or "1.1.x"',
      )
    : undefined;
}

/** Feeds are not written when a block expires, so what it kept out would not come back by itself. */
function passing({ words, range }: Block): Transition | undefined {
  return words.expires === undefined
    ? undefined
    : refused(
        'bad-argument',
        'A block holds until it is lifted; it does not expire',
        `leave out the expiry, and lift it in time: phasegate unblock "${range}"`,
      );
}

function releasedIn(ledger: Ledger, range: VersionRange): readonly LedgerRelease[] {
  return ledger.releases.filter(
    ({ version, state }) => state !== 'draft' && isInRange(version, range),
  );
}

function said(
  state: PlatformState,
  inside: readonly LedgerRelease[],
  range: VersionRange,
): readonly string[] {
  return inside.length === 0
    ? [`${on(range, state)} is blocked`]
    : inside.map(({ version, state: at, phase }) => {
        const open = at === 'rolling' || at === 'complete';
        const was = open ? `${at} at ${phase ?? FULL_PHASE} %, and leaves all feeds` : at;
        return `${on(version, state)} is in the range: ${was}; machines that have it are told`;
      });
}
