import { advisoriesInForce, isAbout, parseVersion } from '@phasegate/rollout';
import type { Advisory, Instant } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import type { Known } from '../known.ts';
import type { AgentMemory } from '../memory/memory.ts';
import { say } from '../messages/message.ts';
import { DISMISS } from './notice.ts';
import type { Draft } from './notice.ts';
import { DATA_UNTOUCHED, dataLine, namesOf } from './notice-drafts.ts';
import type { NoticeLife, NoticeLives } from './notice-life.ts';

/** What ends with such a notice: word of the trouble that its user has seen. */
const TROUBLES: readonly string[] = ['withdrawn', 'blocked', 'crashing'];

/**
 * The trouble that this user was told of is over: its advisory has ended, or the machine is on a good version. Said
 * once; `started` forgets it.
 */
export function resolved(known: Known, facts: AgentFacts, now: Instant): Draft | undefined {
  const { memory, reading } = known;
  const trouble = lastTrouble(memory);
  if (trouble === undefined || reading?.decision.standing.code !== 'fine') {
    return undefined;
  }
  const { kind, about, life } = trouble;
  const names = namesOf(known, facts, about);
  const here = about === names.installed;
  const hereBody = kind === 'crashing' ? 'resolved.started-body' : 'resolved.here-body';
  const advisory = wordOn(about, reading.feed.advisories, facts, now);
  const grave = life.severity === 'high' || life.severity === 'critical';
  return {
    kind: 'resolved',
    about,
    severity: grave ? 'medium' : 'low',
    title: say(here ? 'resolved.here' : 'resolved.left', names),
    body: [
      say(here ? hereBody : 'resolved.left-body', names),
      advisory?.data === undefined ? DATA_UNTOUCHED : dataLine(advisory),
      say('otherwise.nothing', {}),
    ],
    advisory,
    buttons: [DISMISS],
  };
}

/** What a new start forgets: what was resolved and seen, and the trouble that the machine has gone back from. */
export function started(memory: AgentMemory): NoticeLives {
  const seen = Object.keys(memory.notices).flatMap((id) => {
    const [kind, about] = partsOf(id);
    return kind === 'resolved' ? [about] : [];
  });
  return [...seen, memory.wentBackFrom].reduce<NoticeLives>(
    (lives, about) => (about === undefined ? lives : withoutTrouble(lives, about)),
    memory.notices,
  );
}

/** The lives without what is about this version's trouble. */
export function withoutTrouble(lives: NoticeLives, version: string): NoticeLives {
  const over = (id: string): boolean => {
    const [kind, about] = partsOf(id);
    return about === version && (kind === 'resolved' || TROUBLES.includes(kind));
  };
  return Object.keys(lives).some(over)
    ? Object.fromEntries(Object.entries(lives).filter(([id]) => !over(id)))
    : lives;
}

interface Trouble {
  readonly kind: string;
  readonly about: string;
  readonly life: NoticeLife;
}

/** A machine that went back is told so, and that is enough. */
function lastTrouble({ notices, wentBackFrom }: AgentMemory): Trouble | undefined {
  return Object.entries(notices)
    .map(([id, life]) => {
      const [kind, about] = partsOf(id);
      return { kind, about, life };
    })
    .filter(({ kind, about }) => TROUBLES.includes(kind) && about !== wentBackFrom)
    .at(-1);
}

function wordOn(
  about: string,
  advisories: readonly Advisory[],
  { installed }: AgentFacts,
  now: Instant,
): Advisory | undefined {
  const version = parseVersion(about);
  return advisoriesInForce(advisories, installed, now).find(
    (one) => one.kind === 'resolved' && version !== undefined && isAbout(one, version),
  );
}

/** Kind and version: neither holds a colon. */
function partsOf(id: string): readonly [kind: string, about: string] {
  const [kind = '', about = ''] = id.split(':');
  return [kind, about];
}
