import { remember } from '../memory/keep-memory.ts';
import type { World } from '../memory/keep-memory.ts';
import type { PreparedNotice } from './notice.ts';
import { acknowledge, broughtBack, putAside, shown, told, withLife } from './notice-life.ts';
import type { NoticeLife, NoticeLives, SeenClock } from './notice-life.ts';
import { withoutTrouble } from './notice-resolved.ts';
import { createWake } from './notice-wake.ts';
import { asideOf, noticesOf } from './notices.ts';
import { scheduleClockOf } from '../schedule-clock.ts';
import { atTime } from '../memory/seen-clock.ts';

/** What users do with notices, written down. A notice that is gone is none of its business. */
export interface NoticeDesk {
  readonly shown: (noticeId: string) => Promise<void>;
  readonly told: (noticeId: string) => Promise<void>;
  readonly bringBack: () => Promise<void>;
  /** Looks for what was put aside before this start. */
  readonly recalled: () => void;
  readonly putAside: (
    prepared: PreparedNotice,
    kind: 'later' | 'dismiss' | 'stay',
  ) => Promise<void>;
}

/** Keeps the lives of notices in the agent's memory. */
export function createNoticeDesk(agent: World): NoticeDesk {
  const { core, ports, facts } = agent;
  const wake = createWake(agent);
  const world = { ...agent, wake };
  const now = (): number => scheduleClockOf(ports).now();
  const due = (id: string): PreparedNotice | undefined =>
    noticesOf(core.known(), facts, now()).find(({ notice }) => notice.id === id);
  return {
    recalled: wake,
    shown: async (id) => {
      const prepared = due(id);
      // Drawn again and again: only the first time is news.
      if (prepared?.draft.once === undefined && prepared?.stage === 'eligible') {
        await change(world, prepared, shown);
      }
    },
    told: async (id) => {
      const prepared = due(id);
      if (prepared?.notice.tell === true) {
        await change(world, prepared, told);
      }
    },
    bringBack: async () => {
      const aside = asideOf(core.known(), facts, now());
      await write(world, (lives) =>
        aside.reduce((changed, { notice: { id } }) => {
          const life = changed[id];
          return life === undefined ? changed : withLife(changed, id, broughtBack(life));
        }, lives),
      );
    },
    putAside: async (prepared, kind) => {
      const { notice, draft, rule } = prepared;
      if (draft.once !== undefined) {
        core.learn({ [draft.once]: undefined });
      } else if (notice.kind === 'resolved') {
        await write(world, (lives) => withoutTrouble(lives, draft.about));
      } else if (kind === 'later') {
        await change(world, prepared, (life, _, clock) => putAside(life, rule, clock));
      } else {
        await change(world, prepared, acknowledge);
      }
    },
  };
}

interface Desk extends World {
  readonly wake: () => void;
}

function change(
  world: Desk,
  { notice: { id, severity } }: PreparedNotice,
  become: (
    life: NoticeLife | undefined,
    severity: PreparedNotice['notice']['severity'],
    clock: SeenClock,
  ) => NoticeLife,
): Promise<void> {
  return write(world, (lives, clock) => withLife(lives, id, become(lives[id], severity, clock)));
}

async function write(
  world: Desk,
  become: (lives: NoticeLives, clock: SeenClock) => NoticeLives,
): Promise<void> {
  const now = scheduleClockOf(world.ports).now();
  const { notices } = atTime(world.core.known().memory, now);
  const written = remember(world, { notices: become(notices, { now, seenAt: now }), seenAt: now });
  world.wake();
  await written;
}
