import { advisoriesInForce, isAbout } from '@phasegate/rollout';
import type { Instant } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import type { Known } from '../known.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import { DISMISS } from './notice.ts';
import type { Draft } from './notice.ts';
import { DATA_UNTOUCHED, dataLine, namesOf, offlineLine } from './notice-drafts.ts';
import { problemLine } from './notice-failed.ts';

/** The answer to a user who asked; a pause has its own notice. */
export function answer(known: Known, facts: AgentFacts): Draft | undefined {
  const asked = known.answer;
  const names = namesOf(known, facts, asked?.kind === 'called-off' ? asked.version : undefined);
  const reply = (
    kind: 'up-to-date' | 'check-failed',
    title: Message,
    body: readonly Message[],
  ): Draft => ({
    kind,
    about: names.installed,
    severity: 'medium',
    title,
    body: [...body, DATA_UNTOUCHED, say('otherwise.looks-again', names)],
    buttons: [DISMISS],
    once: 'answer',
  });
  switch (asked?.kind) {
    case 'up-to-date':
      return reply('up-to-date', say('newest.title', names), [say('newest.body', names)]);
    case 'called-off':
      return reply('up-to-date', say('newest.title', names), [say('called-off.body', names)]);
    case 'could-not-check':
      return reply('check-failed', say('no-answer.title', names), [
        say('no-answer.body', names),
        problemLine(asked.problem.code, 0),
      ]);
    case 'paused':
    case undefined:
      return undefined;
  }
}

/** The machine went back, and stays off the bad release. */
export function wentBack(known: Known, facts: AgentFacts): Draft | undefined {
  const from = known.memory.wentBackFrom;
  if (from === undefined) {
    return undefined;
  }
  const names = namesOf(known, facts, from);
  return {
    kind: 'went-back',
    about: from,
    severity: 'medium',
    title: say('went-back.title', names),
    body: [say('went-back.body', names), DATA_UNTOUCHED, say('otherwise.nothing', {})],
    buttons: [DISMISS],
  };
}

/** Each word of the publisher that has words; putting one away must not hide the next. */
export function announcements(known: Known, facts: AgentFacts, now: Instant): readonly Draft[] {
  const { installed } = facts;
  const title = say('announcement.title', namesOf(known, facts));
  return advisoriesInForce(known.reading?.feed.advisories ?? [], installed, now)
    .filter((one) => one.kind === 'notice' && one.texts.length > 0)
    .filter((one) => isAbout(one, installed.version))
    .map((advisory) => ({
      kind: 'announcement',
      about: installed.version,
      severity: advisory.severity,
      title,
      body: [...(advisory.data === undefined ? [] : [dataLine(advisory)]), ...offlineLine(known)],
      advisory,
      buttons: [DISMISS],
    }));
}
