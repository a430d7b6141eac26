import type { CorrectAdvisory } from '../../advisories/commands.ts';
import type { Advisory } from '@phasegate/rollout';
import { textsOver, wordsOver } from '../../advisories/words.ts';
import type { AdvisoryWords } from '../../advisories/words.ts';
import { inForce } from '../../feeds/content.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { advise, toldLine } from '../advise.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { noSuchAdvisory } from './no-such-advisory.ts';

/** Other words for an advisory in force, as a new revision; what is not said stays as it is. */
export const correctAdvisory: Rule<CorrectAdvisory> = {
  versions: () => [],
  subject: ({ id }) => id,
  refuses: (states, { id }, { now }) =>
    noSuchAdvisory(states, now, {
      what: id,
      kinds: ['withdrawn', 'blocked', 'notice'],
      named: (one) => isMeant(one, id),
    }),
  transition,
  verb: ({ command }) => `Correct the advisory ${command.id}`,
  danger: () => 'ask',
  next: () => 'phasegate advisory list',
};

function transition(state: PlatformState, command: CorrectAdvisory, facts: RuleFacts): Transition {
  const old = inForce(state.ledger, facts.now).find((one) => isMeant(one, command.id));
  if (old === undefined) {
    return { kind: 'absent' };
  }
  if (old.kind === 'blocked' && command.words.expires !== undefined) {
    return refused(
      'bad-argument',
      'A block holds until it is lifted; it does not expire',
      `phasegate unblock ${old.id}`,
    );
  }
  const words = wordsOver(command.words, wordsOf(old, command.words));
  const made = advise(words, {
    ...old,
    usual: old.severity,
    app: facts.config.title,
    now: facts.now,
  });
  if (!made.ok) {
    return { kind: 'refused', refusal: made.refusal };
  }
  const corrected = {
    ...made.value,
    revision: old.revision + 1,
    supersedes: old.supersedes,
    // A deadline that was given holds, also where it is over, until another one is given.
    deadline: command.words.deadline === undefined ? old.deadline : made.value.deadline,
  };
  if (sameWords(old, corrected)) {
    return { kind: 'same', said: `${old.id} on ${state.platform} says so already` };
  }
  const advisories = state.ledger.advisories.map((one) => (one.id === old.id ? corrected : one));
  return {
    kind: 'moved',
    ledger: { ...state.ledger, advisories },
    said: [
      `${old.id} on ${state.platform} becomes revision ${corrected.revision}`,
      toldLine(corrected) ?? [],
    ].flat(),
  };
}

/** The words that stand now, below the ones that are said; a template that is said takes the place of the old texts. */
function wordsOf(old: Advisory, said: AdvisoryWords): AdvisoryWords {
  return {
    severity: said.template?.words.severity ?? old.severity,
    data: said.template?.words.data ?? old.data,
    notice: old.texts.length > 0 || old.severity !== 'low' || undefined,
    texts: said.template === undefined && said.notice !== false ? textsOver([], old.texts) : [],
    links: old.links,
    deadline: undefined,
    expires: old.expires === undefined ? undefined : { kind: 'at', instant: old.expires },
    template: undefined,
  };
}

function sameWords(old: Advisory, now: Advisory): boolean {
  const words = ({ severity, data, texts, links, deadline, expires }: Advisory): string =>
    JSON.stringify([severity, data, texts, links, deadline, expires]);
  return words(old) === words(now);
}

function isMeant({ kind, id }: Advisory, what: string): boolean {
  return kind !== 'resolved' && id === what;
}
