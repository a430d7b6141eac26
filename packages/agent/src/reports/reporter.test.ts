import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FeedName } from '@phasegate/rollout';
import { removeFolder, temporaryFolder, until } from '@phasegate/testkit';
import fc from 'fast-check';
import * as valibot from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { Known, Reading } from '../known.ts';
import { EMPTY_MEMORY } from '../memory.ts';
import { createReportFiles } from '../node/report-files.ts';
import { known } from '../notices.fixture.ts';
import { installer, offer, target } from '../state.fixture.ts';
import { eventBatchSchema } from './batch-schema.ts';
import type { EventBatch } from './batch.ts';
import { asksNotToTrack } from './do-not-track.ts';
import type { ReporterPorts, ReporterSettings } from './ports.ts';
import { reportFactsOf } from './report-facts.ts';
import { createReporter } from './reporter.ts';
import type { Reporter } from './reporter.ts';
import { numbersOf, reportFacts } from './reports.fixture.ts';
import type { PostAnswer } from './sending.ts';

const HOUR = 3_600_000;
const ok: PostAnswer = { kind: 'answered', status: 202, retryAfter: undefined };

let folder: string;
let sent: EventBatch[];
let lines: string[];
let timers: { at: number; run: () => void }[];
let clock: { now: number };
let answer: () => Promise<PostAnswer>;
let reporters: Reporter[];
let draws: number;

beforeEach(async () => {
  folder = path.join(await temporaryFolder('reporter'), 'reports');
  [sent, lines, timers, reporters] = [[], [], [], []];
  draws = 0;
  clock = { now: NOW + 34 * 60_000 };
  answer = () => Promise.resolve(ok);
});
afterEach(async () => {
  reporters.forEach((one) => one.stop());
  await removeFolder(path.dirname(folder));
});

const line = (text: string): void => void lines.push(text);
const ports = (): ReporterPorts => ({
  clock: {
    now: () => clock.now,
    after: (milliseconds, run) => {
      const timer = { at: clock.now + milliseconds, run };
      timers.push(timer);
      return () => void (timers = timers.filter((one) => one !== timer));
    },
    random: () => 0.5,
  },
  log: { debug: line, info: line, warn: line, error: line },
  randomBytes: (size) => new Uint8Array(size).fill((draws += 1)),
  disk: createReportFiles(folder),
  post: (body) => {
    sent.push(valibot.parse(eventBatchSchema, JSON.parse(body)));
    return answer();
  },
});
const start = (settings: Partial<ReporterSettings> = {}): Reporter => {
  const all = { facts: reportFacts, allowed: true, enabled: true, ...settings };
  const reporter = createReporter({ ports: ports(), settings: all });
  reporters.push(reporter);
  return reporter;
};
const kinds = (): readonly string[] =>
  sent.flatMap(({ version, events }) => events.map(({ kind }) => `${version} ${kind}`));

const reading = (version = '1.1.0', name: FeedName = 'stable-rollout-10%'): Reading =>
  ({ decision: offer(version), source: { name } }) as unknown as Reading;
const observeOffer = (reporter: Reporter): void =>
  reporter.observe(known({}), known({ reading: reading() }));

describe('reports', () => {
  it('say what happened, to the hour, under the pseudonym of the release, with the phase of its feed', async () => {
    const reporter = start();
    observeOffer(reporter);
    await reporter.flush();
    expect(sent).toEqual([
      {
        schema: 'phasegate/events@1',
        batch: expect.stringMatching(/^[\da-f]{32}$/) as string,
        app: 'com.example.notes',
        sdk: '0.1.0',
        client: expect.stringMatching(/^[\da-f]{32}$/) as string,
        version: '1.1.0',
        platform: 'linux',
        arch: 'x64',
        events: [
          {
            id: expect.stringMatching(/^[\da-f]{32}$/) as string,
            at: '2026-11-23T12:00:00Z',
            previousVersion: '1.0.0',
            phase: 10,
            kind: 'offered',
          },
        ],
      },
    ]);
  });

  it('are off by default: nothing is sent, and nothing is on disk', async () => {
    const reporter = start({ enabled: false });
    observeOffer(reporter);
    reporter.error();
    await reporter.flush();
    await reporter.setEnabled(false);
    expect(sent).toEqual([]);
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });

  it('that are off since this start delete what earlier starts have left', async () => {
    const before = start();
    observeOffer(before);
    await before.flush();
    before.stop();
    expect(await readdir(folder)).toContain('secret');
    await start({ enabled: false }).setEnabled(false);
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });

  it('cannot be switched on where they are not allowed, and are allowed under no DO_NOT_TRACK', async () => {
    const reporter = start({ allowed: false });
    await reporter.setEnabled(true);
    observeOffer(reporter);
    await reporter.flush();
    expect(sent).toEqual([]);
    expect(['1', 'true', 'yes'].map((set) => asksNotToTrack({ DO_NOT_TRACK: set }))).toEqual([
      true,
      true,
      true,
    ]);
    expect([asksNotToTrack({}), asksNotToTrack({ DO_NOT_TRACK: '0' })]).toEqual([false, false]);
  });

  it('switched off by the user take queue and secret along; switched on again it is another install', async () => {
    const reporter = start();
    observeOffer(reporter);
    await reporter.flush();
    reporter.error();
    await reporter.setEnabled(false);
    expect(await readdir(path.dirname(folder))).toEqual([]);
    reporter.error();
    await reporter.flush();
    expect(kinds()).toEqual(['1.1.0 offered']);
    await reporter.setEnabled(true);
    reporter.error({ crash: true });
    await reporter.flush();
    expect(kinds()).toEqual(['1.1.0 offered', '1.0.0 error']);
  });

  it('switched off call off the request under way, and nothing is written after', async () => {
    const reporter = start();
    let post: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return new Promise((settle) => {
          post = () => settle(ok);
        });
      };
    });
    observeOffer(reporter);
    const flushed = reporter.flush();
    await begun;
    await reporter.setEnabled(false);
    post();
    await flushed;
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });

  it('count once what counts once, over restarts and under the same id when the ledger was lost', async () => {
    const first = start();
    observeOffer(first);
    observeOffer(first);
    first.error();
    first.error({ crash: true });
    await first.flush();
    first.stop();
    const second = start();
    observeOffer(second);
    second.error();
    await second.flush();
    expect(kinds()).toEqual(['1.1.0 offered', '1.0.0 error']);
    second.stop();
    await removeFolder(path.join(folder, 'ledger.json'));
    const third = start();
    observeOffer(third);
    await third.flush();
    expect(sent[2]?.events[0]?.id).toBe(sent[0]?.events[0]?.id);
    expect(sent[2]?.batch).toBe(sent[0]?.batch);
  });

  it('never mix two releases in a batch, and name them differently', async () => {
    const reporter = start();
    observeOffer(reporter);
    reporter.error();
    reporter.record({ kind: 'first-start-ok' });
    reporter.record({ kind: 'crash-loop', starts: 3, version: v('0.9.0') });
    await reporter.flush();
    expect(sent.map(({ version, events }) => [version, ...events.map(({ kind }) => kind)])).toEqual(
      [
        ['1.1.0', 'offered'],
        ['1.0.0', 'error', 'first-start-ok'],
        ['0.9.0', 'crash-loop'],
      ],
    );
    const ids = sent.flatMap(({ client, batch, events }) => [
      client,
      batch,
      ...events.map(({ id }) => id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("carry the user's words only where the app hands them in, cut to 500 characters and to one line", async () => {
    const reporter = start();
    reporter.userReport({ category: 'not-working', text: `a\u0000b\n\u202E${'😀'.repeat(300)}` });
    reporter.userReport({ category: 'works-well' });
    await reporter.flush();
    const [first, second] = sent.flatMap(({ events }) => events);
    expect(first).toMatchObject({ kind: 'user-report', category: 'not-working' });
    expect(first).toHaveProperty('text', `ab ${'😀'.repeat(248)}`);
    expect(second).not.toHaveProperty('text');
    expect(first?.id).not.toBe(second?.id);
  });

  it('know an error by its hashed name, and a timing by two digits', async () => {
    const reporter = start();
    reporter.error({ signature: 'TypeError in openNotebook' });
    reporter.performance({ startUpMs: 1234.5, checkMs: 7 });
    reporter.performance({ startUpMs: 99_999 });
    await reporter.flush();
    expect(sent[0]?.events).toMatchObject([
      { kind: 'error', crash: false, signature: expect.stringMatching(/^[\da-f]{16}$/) },
      { kind: 'performance', startUpMs: 1200 },
      { kind: 'performance', checkMs: 7 },
    ]);
  });

  it('time a check from its beginning to its answer', async () => {
    const reporter = start();
    const checking = known({ state: { phase: 'checking', trigger: 'timer' } });
    reporter.observe(known({}), checking);
    clock.now += 340;
    const lastCheck = { at: '', outcome: 'hold', reason: '', items: [] } as const;
    reporter.observe(checking, known({ lastCheck }));
    await reporter.flush();
    expect(sent[0]?.events).toMatchObject([
      { kind: 'active' },
      { kind: 'performance', checkMs: 340 },
    ]);
  });

  it('are marked where QA forces something', async () => {
    const facts = reportFactsOf(factsOf('1.0.0', { overrides: ['bucket=7'] }));
    const reporter = start({ facts });
    observeOffer(reporter);
    await reporter.flush();
    expect(sent[0]?.events).toMatchObject([{ kind: 'offered', overridden: true }]);
  });

  it('name the version that ran before, once a start has seen both', async () => {
    const before = start();
    await before.flush();
    before.stop();
    const reporter = start({ facts: { ...reportFacts, version: v('1.1.0') } });
    reporter.record({ kind: 'first-start-ok' });
    await reporter.flush();
    expect(sent[0]?.events).toMatchObject([{ kind: 'first-start-ok', previousVersion: '1.0.0' }]);
  });

  it('throw nothing into the app, whatever it hands in', async () => {
    const reporter = start();
    const odd = reporter as unknown as Record<string, (...given: unknown[]) => void>;
    for (const name of ['error', 'userReport', 'performance', 'record', 'observe']) {
      for (const given of [null, 7, 'x', {}, { category: 7, text: 7 }, { kind: 'x' }]) {
        odd[name]?.(given, given);
      }
    }
    reporter.performance({ startUpMs: Number.NaN, checkMs: -1 });
    reporter.userReport({ category: 'not-working' });
    await reporter.flush();
    expect(kinds().filter((kind) => kind !== '1.0.0 error')).toEqual(['1.0.0 user-report']);
    expect(lines.join('\n')).toContain('a report was lost');
  });

  it('of a folder that cannot be written are none, and say so once', async () => {
    folder = path.join(folder, '\u0000');
    const reporter = start();
    observeOffer(reporter);
    reporter.error();
    await reporter.flush();
    expect(sent).toEqual([]);
    expect(lines.filter((text) => text.includes('nothing is reported'))).toHaveLength(1);
  });
});

describe('sending', () => {
  /** Milliseconds until the timer that was set, once what was noted is written. */
  const due = async (): Promise<number> => {
    const timer = await until(() => timers[0], { everyMs: 1, what: 'a timer' });
    return timer.at - clock.now;
  };
  const ring = async (): Promise<void> => {
    const before = sent.length;
    const wait = await due();
    const [timer] = timers.splice(0);
    clock.now += wait;
    timer?.run();
    await until(() => sent.length > before, { everyMs: 1, what: 'a request' });
  };

  it('waits for more to come, then goes every five to ten minutes, one batch at a time', async () => {
    const reporter = start();
    observeOffer(reporter);
    reporter.error();
    expect(await due()).toBe(30_000);
    expect(timers).toHaveLength(1);
    await ring();
    expect(kinds()).toEqual(['1.1.0 offered']);
    expect(await due()).toBe(7.5 * 60_000 + 30_000);
    await ring();
    expect(kinds()).toEqual(['1.1.0 offered', '1.0.0 error']);
  });

  it('keeps what was not taken, sends the same ids again, and honours Retry-After over a restart', async () => {
    answer = () => Promise.resolve({ kind: 'answered', status: 503, retryAfter: '7200' });
    const reporter = start();
    observeOffer(reporter);
    await reporter.flush();
    await reporter.flush();
    expect(sent).toHaveLength(1);
    reporter.stop();
    timers = [];
    answer = () => Promise.resolve(ok);
    const next = start();
    expect(await due()).toBeGreaterThanOrEqual(2 * HOUR);
    await next.flush();
    expect(sent).toHaveLength(1);
    await ring();
    expect(sent[1]).toEqual(sent[0]);
    await next.flush();
    expect(sent).toHaveLength(2);
  });

  it('drops what the collector refuses, with a line in the log', async () => {
    answer = () => Promise.resolve({ kind: 'answered', status: 400, retryAfter: undefined });
    const reporter = start();
    observeOffer(reporter);
    await reporter.flush();
    await reporter.flush();
    expect(sent).toHaveLength(1);
    expect(numbersOf(await createReportFiles(folder).readQueue())).toEqual([]);
    expect(lines).toContain('the collector answered 400: 1 reports are dropped');
  });

  it('of one instance holds another one off', async () => {
    const [first, second] = [start(), start()];
    observeOffer(first);
    first.error();
    const wait = await due();
    clock.now += wait;
    timers.splice(0).forEach(({ run }) => run());
    await first.flush().then(() => second.flush());
    const ids = sent.flatMap(({ events }) => events.map(({ id }) => id));
    expect(new Set(ids).size).toBe(2);
  });

  it('ends with the agent, and what waits is there at the next start', async () => {
    const reporter = start();
    observeOffer(reporter);
    await due();
    reporter.stop();
    expect(timers).toEqual([]);
    const next = start();
    await next.flush();
    expect(kinds()).toEqual(['1.1.0 offered']);
  });
});

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
    const memory = { ...EMPTY_MEMORY, snoozed: { [user]: 1 }, wentBackFrom: v('1.2.0') };
    const read = { ...reading(), source: { name: 'stable-rollout-10%', url: `https://x/${user}` } };
    const states: readonly Partial<Known>[] = [
      { reading: read as unknown as Reading },
      { state: { phase: 'checking', trigger: 'timer' } },
      { lastCheck: { at: '', outcome: 'failed', code: 'disk-full', reason: home, items: [] } },
      { state: { phase: 'downloading', target: at, watched: false, thenInstall: true } },
      { state: { phase: 'confirming', target: at, installer: file, paused: false } },
      { state: { phase: 'installing', target: at } },
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
    [sent, draws] = [[], 0];
    await removeFolder(folder);
    const facts = factsOf('1.0.0', { machine: { idPrefix: mine.idPrefix, source: 'machine-id' } });
    const installed = { ...facts.installed, bucket: mine.bucket as typeof facts.installed.bucket };
    const reporter = start({ facts: reportFactsOf({ ...facts, installed }) });
    await live(reporter, mine);
    reporter.stop();
    const kept = await Promise.all(
      (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    return [JSON.stringify(sent), ...kept].join('\n');
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
    expect([...new Set(kinds())]).toHaveLength(11);
  });
});
