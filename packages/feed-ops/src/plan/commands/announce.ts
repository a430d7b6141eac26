import type { Announce, EndNotice } from '../../advisories/commands.ts';
import { inForce } from '../../feeds/content.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { advise, advisoryId, toldLine } from '../advise.ts';
import { endAdvisory } from '../end-advisory.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { noSuchAdvisory } from './no-such-advisory.ts';

/** Words for users that change nothing else. */
export const announce: Rule<Announce> = {
  versions: () => [],
  subject: ({ range }) => range ?? 'everybody',
  transition: announced,
  verb: ({ command }) => `Announce to ${whom(command)}`,
  danger: () => 'ask',
  next: () => 'phasegate advisory list; to end it: phasegate notice end ID',
};

/** A notice that is over. */
export const endNotice: Rule<EndNotice> = {
  versions: () => [],
  subject: ({ id }) => id,
  refuses: (states, { id }, { now }) =>
    noSuchAdvisory(states, now, {
      what: id,
      kinds: ['notice'],
      named: (one) => one.kind === 'notice' && one.id === id,
    }),
  transition: ended,
  verb: ({ command }) => `End the notice ${command.id}`,
  danger: () => 'none',
  next: () => 'phasegate advisory list',
};

function announced(state: PlatformState, command: Announce, facts: RuleFacts): Transition {
  const { words, range } = command;
  if (words.notice === false || (words.texts.length === 0 && words.template === undefined)) {
    return refused(
      'bad-argument',
      'A notice without words is shown to nobody',
      'say it: --issue "...", --template NAME or --advisory FILE',
    );
  }
  const made = advise(words, {
    id: advisoryId(command, 'notice', facts),
    kind: 'notice',
    versions: range,
    action: undefined,
    usual: 'medium',
    app: facts.config.title,
    now: facts.now,
  });
  if (!made.ok) {
    return { kind: 'refused', refusal: made.refusal };
  }
  const { id } = made.value;
  const said = [
    `${whom(command)} on ${state.platform}: notice ${id}`,
    toldLine(made.value) ?? [],
  ].flat();
  const advisories = [...state.ledger.advisories, made.value];
  return { kind: 'moved', ledger: { ...state.ledger, advisories }, said };
}

function ended(state: PlatformState, { id }: EndNotice, facts: RuleFacts): Transition {
  const notice = inForce(state.ledger, facts.now).find(
    (one) => one.kind === 'notice' && one.id === id,
  );
  return notice === undefined
    ? { kind: 'absent' }
    : {
        kind: 'moved',
        ledger: endAdvisory(state.ledger, notice, facts),
        said: [`The notice ${id} on ${state.platform} is over`],
      };
}

function whom({ range }: Announce): string {
  return range === undefined ? 'everybody' : `machines on ${range}`;
}
