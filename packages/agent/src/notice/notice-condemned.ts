import type { Advisory } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import { targetIn } from '../known.ts';
import type { Known } from '../known.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import { LATER } from './notice.ts';
import type { Button, Draft } from './notice.ts';
import {
  DATA_KEPT,
  dataLine,
  installButton,
  namesOf,
  offlineLine,
  severityOf,
} from './notice-drafts.ts';
import type { Names } from './notice-drafts.ts';
import { progressOf } from './notice-updates.ts';
import type { Target } from '../target.ts';

type Fate = 'withdrawn' | 'blocked';

/** The installed version was withdrawn or blocked, or starts badly: with a fix, a way back, or nothing to do yet. */
export function condemned(known: Known, facts: AgentFacts): Draft | undefined {
  const standing = known.reading?.decision.standing;
  if (standing === undefined || standing.code === 'fine') {
    return undefined;
  }
  if (standing.code === 'crashing') {
    return crashing(known, facts, standing.starts);
  }
  const { code: fate, advisory } = standing;
  const target = targetIn(known.state);
  const names = namesOf(known, facts);
  const forward = target?.direction === 'forward';
  return {
    kind: fate,
    about: names.installed,
    severity: severityOf(known),
    title: forward ? say('way-out.title', names) : say('condemned.title', { ...names, fate }),
    body: [
      ...(fate === 'blocked' ? [say('blocked.body', names)] : []),
      wayLine(names, target, fate),
      dataLine(advisory),
      say('otherwise.stays', names),
      ...offlineLine(known),
    ],
    advisory,
    progress: progressOf(known),
    buttons: [
      ...(target === undefined ? [] : [installButton(target)]),
      ...(advisory?.data === 'at-risk' ? [] : [stay(names)]),
      LATER,
    ],
    patience: patienceWith(target, fate, advisory),
  };
}

/** The installed version has failed to start well so many times; `starts` comes from the start guard. */
export function crashing(known: Known, facts: AgentFacts, starts: number): Draft {
  const target = targetIn(known.state);
  const names = namesOf(known, facts);
  const line =
    target?.direction === 'forward' ? say('crashing.fix', names) : wayBackLine(names, target);
  return {
    kind: 'crashing',
    about: names.installed,
    severity: 'high',
    title: say('crashing.title', { ...names, starts }),
    body: [
      line,
      target === undefined ? dataLine(undefined) : DATA_KEPT,
      say('otherwise.stays', names),
      ...offlineLine(known),
    ],
    progress: progressOf(known),
    buttons: [...(target === undefined ? [] : [installButton(target)]), stay(names), LATER],
    patience: target === undefined ? 'always' : undefined,
  };
}

function wayLine(names: Names, target: Target | undefined, fate: Fate): Message {
  return target?.direction === 'forward'
    ? say('way-out.body', { ...names, fate })
    : wayBackLine(names, target);
}

function wayBackLine(names: Names, target: Target | undefined): Message {
  return say(target === undefined ? 'no-way.body' : 'go-back.body', names);
}

function stay({ installed }: Names): Button {
  return { kind: 'stay', label: say('button.stay', { installed }) };
}

/** Data at risk do not wait, where there is something to be done; where there is nothing, nobody is held up by it. */
function patienceWith(
  target: Target | undefined,
  fate: Fate,
  advisory: Advisory | undefined,
): Draft['patience'] {
  if (target === undefined) {
    return 'always';
  }
  const { data, severity } = advisory ?? {};
  const pressing = fate === 'blocked' || severity === 'critical';
  return data === 'at-risk' && pressing ? 'never' : undefined;
}
