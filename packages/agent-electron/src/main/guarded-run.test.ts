import type { Agent, AgentSnapshot, Notice } from '@phasegate/agent';
import { sampleNotice, sampleSnapshot } from '@phasegate/agent/testing';
import { describe, expect, it } from 'vitest';
import { rescue } from './guarded-run.ts';

interface Stand {
  readonly done: string[];
  snapshot: AgentSnapshot;
  /** Presses the button of this kind; closes the dialog where it is undefined. */
  press: string | undefined;
  /** Runs when a way out was asked for. */
  onWayOut: () => void;
  /** Whether the check is ever answered. */
  answers: boolean;
  /** Whether what was begun ever ends. */
  ends: boolean;
}

const crashing: Notice = {
  ...sampleNotice('crashing'),
  actions: [
    { index: 1, kind: 'go-back', label: 'Go back to 1.0.0', host: undefined },
    { index: 8, kind: 'later', label: 'Later', host: undefined },
    { index: 10, kind: 'link', label: 'Details', host: 'example.com' },
  ],
};

function stand(facts: Partial<Stand> = {}): Stand {
  return {
    done: [],
    snapshot: {
      ...sampleSnapshot(),
      notice: crashing,
      target: '1.0.0',
      standing: { code: 'crashing', starts: 3 },
    },
    press: 'later',
    onWayOut: () => undefined,
    answers: true,
    ends: true,
    ...facts,
  };
}

async function run(here: Stand, giveLastGood = false): Promise<readonly string[]> {
  const wayOut = (what: string): void => {
    here.done.push(what);
    here.onWayOut();
  };
  const agent = {
    check: () => (here.answers ? Promise.resolve() : new Promise<void>(() => undefined)),
    snapshot: () => here.snapshot,
    install: () => wayOut('install'),
    act: async (_id: string, index: number) => wayOut(`act ${index}`),
    settled: () => (here.ends ? Promise.resolve() : new Promise<void>(() => undefined)),
  } as unknown as Agent;
  await rescue({
    agent,
    giveLastGood,
    ask: async ({ actions, title }) => {
      here.done.push('asked');
      expect(title).not.toBe('');
      return actions.find(({ kind }) => kind === here.press)?.index;
    },
    log: { info: () => undefined, warn: () => undefined },
    wait: async (milliseconds) =>
      void here.done.push(milliseconds === 60_000 ? 'waits for its end' : 'waited'),
  });
  return here.done.filter((what) => what !== 'waited');
}

describe('a start in a crash loop', () => {
  it('asks before the app runs, and lets it run when its user wants that', async () => {
    expect(await run(stand())).toEqual(['asked']);
    expect(await run(stand({ press: undefined }))).toEqual(['asked']);
  });

  it('takes the way out that was pressed, and asks again when it did not work, three times at most', async () => {
    expect(await run(stand({ press: 'go-back' }))).toEqual([
      'asked',
      'act 1',
      'asked',
      'act 1',
      'asked',
      'act 1',
    ]);
  });

  it('keeps the app from running while its installer is at work, and does not ask again', async () => {
    const leaving = (facts: Partial<Stand>): Stand => {
      const here = stand(facts);
      here.onWayOut = () => {
        here.snapshot = { ...here.snapshot, phase: 'installing' };
      };
      return here;
    };
    expect(await run(leaving({ press: 'go-back' }))).toEqual([
      'asked',
      'act 1',
      'waits for its end',
    ]);
    expect(await run(leaving({}), true)).toEqual(['install', 'waits for its end']);
  });

  it('asks no more once there is nothing to ask', async () => {
    const here = stand({ press: 'go-back' });
    here.onWayOut = () => {
      here.snapshot = { ...here.snapshot, notice: undefined };
    };
    expect(await run(here)).toEqual(['asked', 'act 1']);
  });

  it('goes to the last good release without asking where the app has said so, and asks where there is none', async () => {
    expect(await run(stand(), true)).toEqual(['install']);
    const here = stand();
    here.snapshot = { ...here.snapshot, target: undefined };
    expect(await run(here, true)).toEqual(['asked']);
  });

  it('does not wait for ever for a host that does not answer', async () => {
    expect(await run(stand({ answers: false }))).toEqual(['asked']);
  });

  it('does not keep the app back for ever either where the way out drips in', async () => {
    expect(await run(stand({ press: 'go-back', ends: false }))).toEqual(['asked', 'act 1']);
    expect(await run(stand({ ends: false }), true)).toEqual(['install']);
  });

  it('has nothing to ask where another notice is due', async () => {
    const here = stand();
    here.snapshot = { ...here.snapshot, notice: sampleNotice('up-to-date') };
    expect(await run(here)).toEqual([]);
  });
});
