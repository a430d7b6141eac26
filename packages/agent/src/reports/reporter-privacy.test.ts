import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder } from '@phasegate/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsOf, v } from '../agent.fixture.ts';
import type { Known, Reading } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { known } from '../notice/notices.fixture.ts';
import { installer, target } from '../state.fixture.ts';
import { reportFactsOf } from './report-facts.ts';
import { openDesk, reading } from './reporter.fixture.ts';
import type { Desk } from './reporter.fixture.ts';
import type { Reporter } from './reporter.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('privacy', () => {
  /** All that a machine may have of its own, and all that a feed or a disk may say about it. */
  interface Own {
    readonly bucket: number;
    readonly idPrefix: string;
    readonly user: string;
    readonly home: string;
  }
  const own = fc.record<Own>({
    bucket: fc.integer({ min: 0, max: 9 }),
    idPrefix: fc.stringMatching(/^[\da-f]{8}$/),
    user: fc.stringMatching(/^[a-z]{6,12}$/),
    home: fc.stringMatching(/^\/home\/[a-z]{6,12}\/[A-Z]{4,8}$/),
  });

  /** A whole life, in which all that can go wrong tells of the user. */
  const live = async (reporter: Reporter, { home, user }: Own): Promise<void> => {
    const problem = { code: 'disk-full', message: `${home}/x could not be written` } as const;
    const at = { ...target('1.1.0'), home, user };
    const file = { ...installer('1.1.0'), path: `${home}/notes` };
    const life = { severity: 'high', shownAt: 1, snoozes: 1 } as const;
    const memory = { ...EMPTY_MEMORY, notices: { [user]: life }, wentBackFrom: v('1.2.0') };
    const attempt = { from: v('1.0.0'), to: v('1.1.0'), direction: 'forward' } as const;
    const read = { ...reading, source: { name: 'stable-rollout-10%', url: `https://x/${user}` } };
    const states: readonly Partial<Known>[] = [
      { reading: read as unknown as Reading },
      { state: { phase: 'checking', trigger: 'timer' } },
      { lastCheck: { at: '', outcome: 'failed', code: 'disk-full', reason: home, items: [] } },
      { state: { phase: 'downloading', target: at, watched: false, thenInstall: true } },
      { state: { phase: 'confirming', target: at, installer: file, paused: false, asked: 'now' } },
      { state: { phase: 'installing', target: at }, memory: { ...EMPTY_MEMORY, attempt } },
      { state: { phase: 'failed', during: 'install', problem, target: at } },
      { memory, busy: [user] },
    ];
    states.reduce<Known>((before, change) => {
      const after = { ...before, ...change };
      reporter.observe(before, after);
      return after;
    }, known({}));
    reporter.error({ crash: true, signature: 'TypeError in openNotebook' });
    reporter.record({ kind: 'first-start-ok' });
    reporter.record({ kind: 'crash-loop', starts: 3 });
    reporter.userReport({ category: 'slow' });
    reporter.performance({ startUpMs: 1200 });
    await reporter.flush();
  };

  const reportsOf = async (mine: Own): Promise<string> => {
    desk.sent.splice(0);
    await removeFolder(desk.folder);
    const facts = factsOf('1.0.0', { machine: { idPrefix: mine.idPrefix, source: 'machine-id' } });
    const installed = { ...facts.installed, bucket: mine.bucket as typeof facts.installed.bucket };
    const reporter = desk.start({ facts: reportFactsOf({ ...facts, installed }) });
    await live(reporter, mine);
    reporter.stop();
    const kept = await Promise.all(
      (await readdir(desk.folder)).map((name) => readFile(path.join(desk.folder, name), 'utf8')),
    );
    return [JSON.stringify(desk.sent), ...kept].join('\n');
  };

  it('two machines that differ in id, bucket, user and home send and keep the same bytes, but for the secret', async () => {
    await fc.assert(
      fc.asyncProperty(own, own, async (mine, theirs) => {
        const bytes = await reportsOf(mine);
        expect(await reportsOf(theirs)).toBe(bytes);
        for (const word of [mine.user, mine.home, mine.idPrefix]) {
          expect(bytes).not.toContain(word);
        }
      }),
      { numRuns: 6 },
    );
    expect([...new Set(desk.kinds())]).toHaveLength(11);
  });
});
