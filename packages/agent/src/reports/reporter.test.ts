import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsOf, v } from '../agent.fixture.ts';
import { known } from '../notice/notices.fixture.ts';
import { asksNotToTrack } from './do-not-track.ts';
import { reportFactsOf } from './report-facts.ts';
import { accepted, observeOffer, openDesk } from './reporter.fixture.ts';
import type { Desk } from './reporter.fixture.ts';
import { reportFacts } from './reports.fixture.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('reports', () => {
  it('say what happened, to the hour, under the pseudonym of the release, with the phase of its feed', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    await reporter.flush();
    expect(desk.sent).toEqual([
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

  it('are off by default: nothing is desk.sent, and nothing is on disk', async () => {
    const reporter = desk.start({ enabled: false });
    observeOffer(reporter);
    reporter.error();
    await reporter.flush();
    await reporter.setEnabled(false);
    expect(desk.sent).toEqual([]);
    expect(await readdir(path.dirname(desk.folder))).toEqual([]);
  });

  it('that are off since this start delete what earlier starts have left', async () => {
    const before = desk.start();
    observeOffer(before);
    await before.flush();
    before.stop();
    expect(await readdir(desk.folder)).toContain('secret');
    await desk.start({ enabled: false }).setEnabled(false);
    expect(await readdir(path.dirname(desk.folder))).toEqual([]);
  });

  it('cannot be switched on where they are not allowed, and are allowed under no DO_NOT_TRACK', async () => {
    const reporter = desk.start({ allowed: false });
    await reporter.setEnabled(true);
    observeOffer(reporter);
    await reporter.flush();
    expect(desk.sent).toEqual([]);
    expect(['1', 'true', 'yes'].map((set) => asksNotToTrack({ DO_NOT_TRACK: set }))).toEqual([
      true,
      true,
      true,
    ]);
    expect([asksNotToTrack({}), asksNotToTrack({ DO_NOT_TRACK: '0' })]).toEqual([false, false]);
  });

  it('switched off by the user take queue and secret along; switched on again it is another install', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    await reporter.flush();
    reporter.error();
    await reporter.setEnabled(false);
    expect(await readdir(path.dirname(desk.folder))).toEqual([]);
    reporter.error();
    await reporter.flush();
    expect(desk.kinds()).toEqual(['1.1.0 offered']);
    await reporter.setEnabled(true);
    reporter.error({ crash: true });
    await reporter.flush();
    expect(desk.kinds()).toEqual(['1.1.0 offered', '1.0.0 error']);
  });

  it('switched off call off the request under way, and nothing is written after', async () => {
    const reporter = desk.start();
    let post: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      desk.answer = () => {
        resolve();
        return new Promise((settle) => {
          post = () => settle(accepted);
        });
      };
    });
    observeOffer(reporter);
    const flushed = reporter.flush();
    await begun;
    await reporter.setEnabled(false);
    post();
    await flushed;
    expect(await readdir(path.dirname(desk.folder))).toEqual([]);
  });

  it('count once what counts once, over restarts and under the same id when the ledger was lost', async () => {
    const first = desk.start();
    observeOffer(first);
    observeOffer(first);
    first.error();
    first.error({ crash: true });
    await first.flush();
    first.stop();
    const second = desk.start();
    observeOffer(second);
    second.error();
    await second.flush();
    expect(desk.kinds()).toEqual(['1.1.0 offered', '1.0.0 error']);
    second.stop();
    await removeFolder(path.join(desk.folder, 'ledger.json'));
    const third = desk.start();
    observeOffer(third);
    await third.flush();
    expect(desk.sent[2]?.events[0]?.id).toBe(desk.sent[0]?.events[0]?.id);
    expect(desk.sent[2]?.batch).toBe(desk.sent[0]?.batch);
  });

  it('never mix two releases in a batch, and name them differently', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    reporter.error();
    reporter.record({ kind: 'first-start-ok' });
    reporter.record({ kind: 'crash-loop', starts: 3, version: v('0.9.0') });
    await reporter.flush();
    expect(
      desk.sent.map(({ version, events }) => [version, ...events.map(({ kind }) => kind)]),
    ).toEqual([
      ['0.9.0', 'crash-loop'],
      ['1.1.0', 'offered'],
      ['1.0.0', 'error', 'first-start-ok'],
    ]);
    const ids = desk.sent.flatMap(({ client, batch, events }) => [
      client,
      batch,
      ...events.map(({ id }) => id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("carry the user's words only where the app hands them in, cut to 500 characters and to one line", async () => {
    const reporter = desk.start();
    reporter.userReport({ category: 'not-working', text: `a\u0000b\n\u202E${'😀'.repeat(300)}` });
    reporter.userReport({ category: 'works-well' });
    await reporter.flush();
    const [first, second] = desk.sent.flatMap(({ events }) => events);
    expect(first).toMatchObject({ kind: 'user-report', category: 'not-working' });
    expect(first).toHaveProperty('text', `ab ${'😀'.repeat(248)}`);
    expect(second).not.toHaveProperty('text');
    expect(first?.id).not.toBe(second?.id);
  });

  it('know an error by its hashed name, and a timing by two digits', async () => {
    const reporter = desk.start();
    reporter.error({ signature: 'TypeError in openNotebook' });
    reporter.performance({ startUpMs: 1234.5, checkMs: 7 });
    reporter.performance({ startUpMs: 99_999 });
    await reporter.flush();
    expect(desk.sent[0]?.events).toMatchObject([
      { kind: 'error', crash: false, signature: expect.stringMatching(/^[\da-f]{16}$/) },
      { kind: 'performance', startUpMs: 1200 },
      { kind: 'performance', checkMs: 7 },
    ]);
  });

  it('time a check from its beginning to its answer', async () => {
    const reporter = desk.start();
    const checking = known({ state: { phase: 'checking', trigger: 'timer' } });
    reporter.observe(known({}), checking);
    desk.clock.now += 340;
    const lastCheck = { at: '', outcome: 'hold', reason: '', items: [] } as const;
    reporter.observe(checking, known({ lastCheck }));
    await reporter.flush();
    expect(desk.sent[0]?.events).toMatchObject([
      { kind: 'active' },
      { kind: 'performance', checkMs: 340 },
    ]);
  });

  it('are marked where QA forces something', async () => {
    const facts = reportFactsOf(factsOf('1.0.0', { overrides: ['bucket=7'] }));
    const reporter = desk.start({ facts });
    observeOffer(reporter);
    await reporter.flush();
    expect(desk.sent[0]?.events).toMatchObject([{ kind: 'offered', overridden: true }]);
  });

  it('name the version that ran before, once a start has seen both', async () => {
    const before = desk.start();
    await before.flush();
    before.stop();
    const reporter = desk.start({ facts: { ...reportFacts, version: v('1.1.0') } });
    reporter.record({ kind: 'first-start-ok' });
    await reporter.flush();
    expect(desk.sent[0]?.events).toMatchObject([
      { kind: 'first-start-ok', previousVersion: '1.0.0' },
    ]);
  });

  it('throw nothing into the app, whatever it hands in', async () => {
    const reporter = desk.start();
    const odd = reporter as unknown as Record<string, (...given: unknown[]) => void>;
    for (const name of ['error', 'userReport', 'performance', 'record', 'observe']) {
      for (const given of [null, 7, 'x', {}, { category: 7, text: 7 }, { kind: 'x' }]) {
        odd[name]?.(given, given);
      }
    }
    reporter.performance({ startUpMs: Number.NaN, checkMs: -1 });
    reporter.userReport({ category: 'not-working' });
    await reporter.flush();
    expect(desk.kinds().filter((kind) => kind !== '1.0.0 error')).toEqual(['1.0.0 user-report']);
    expect(desk.lines.join('\n')).toContain('a report was lost');
  });

  it('of a folder that cannot be written are none, and say so once', async () => {
    desk.folder = path.join(desk.folder, '\u0000');
    const reporter = desk.start();
    observeOffer(reporter);
    reporter.error();
    await reporter.flush();
    expect(desk.sent).toEqual([]);
    expect(desk.lines.filter((text) => text.includes('nothing is reported'))).toHaveLength(1);
  });
});
