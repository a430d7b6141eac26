import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, until } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReportFiles } from '../node/report-files.ts';
import { accepted, observeOffer, openDesk } from './reporter.fixture.ts';
import type { Desk } from './reporter.fixture.ts';
import { numbersOf } from './reports.fixture.ts';

const HOUR = 3_600_000;

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

describe('sending', () => {
  /** Milliseconds until the timer that was set, once what was noted is written. */
  const due = async (): Promise<number> => {
    const timer = await until(() => desk.timers[0], { everyMs: 1, what: 'a timer' });
    return timer.at - desk.clock.now;
  };
  const ring = async (): Promise<void> => {
    const before = desk.sent.length;
    const wait = await due();
    const [timer] = desk.timers.splice(0);
    desk.clock.now += wait;
    timer?.run();
    await until(() => desk.sent.length > before, { everyMs: 1, what: 'a request' });
  };

  it('waits for more to come, then goes every five to ten minutes, one batch at a time', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    reporter.error();
    expect(await due()).toBe(30_000);
    expect(desk.timers).toHaveLength(1);
    await ring();
    expect(desk.kinds()).toEqual(['1.1.0 offered']);
    expect(await due()).toBe(7.5 * 60_000 + 30_000);
    await ring();
    expect(desk.kinds()).toEqual(['1.1.0 offered', '1.0.0 error']);
  });

  it('of a crash waits for no company: an app that crashes again would not live to send it', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    expect(await due()).toBe(30_000);
    reporter.error({ crash: true });
    await until(() => desk.timers[0]?.at === desk.clock.now, { everyMs: 1, what: 'the haste' });
    expect(desk.timers).toHaveLength(1);
    await ring();
    expect(desk.kinds()).toEqual(['1.0.0 error']);
    expect(await due()).toBe(7.5 * 60_000 + 30_000);
  });

  it('keeps what was not taken, sends the same ids again, and honours Retry-After over a restart', async () => {
    desk.answer = () => Promise.resolve({ kind: 'answered', status: 503, retryAfter: '7200' });
    const reporter = desk.start();
    observeOffer(reporter);
    await reporter.flush();
    await reporter.flush();
    expect(desk.sent).toHaveLength(1);
    reporter.stop();
    desk.timers.splice(0);
    desk.answer = () => Promise.resolve(accepted);
    const next = desk.start();
    expect(await due()).toBeGreaterThanOrEqual(2 * HOUR);
    await next.flush();
    expect(desk.sent).toHaveLength(1);
    await ring();
    expect(desk.sent[1]).toEqual(desk.sent[0]);
    await next.flush();
    expect(desk.sent).toHaveLength(2);
  });

  it('drops what the collector refuses, with a line in the log', async () => {
    desk.answer = () => Promise.resolve({ kind: 'answered', status: 400, retryAfter: undefined });
    const reporter = desk.start();
    observeOffer(reporter);
    await reporter.flush();
    await reporter.flush();
    expect(desk.sent).toHaveLength(1);
    expect(numbersOf(await createReportFiles(desk.folder).readQueue())).toEqual([]);
    expect(desk.lines).toContain('the collector answered 400: 1 reports are dropped');
  });

  it('ends when the disk does not let go of what was sent', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    desk.answer = async () => {
      await removeFolder(desk.folder);
      await writeFile(desk.folder, 'a file where the folder should be');
      return accepted;
    };
    await reporter.flush();
    expect(desk.sent).toHaveLength(1);
    expect(desk.lines.join()).toContain('could not be written');
    await removeFolder(desk.folder);
  });

  it('takes its time on a disk that refuses the ledger, however urgent a report is', async () => {
    const reporter = desk.start();
    reporter.error({ crash: true });
    await until(() => desk.timers[0]?.at === desk.clock.now, { everyMs: 1, what: 'the haste' });
    const ledger = path.join(desk.folder, 'ledger.json');
    await removeFolder(ledger);
    await mkdir(path.join(ledger, 'a folder where the file should be'), { recursive: true });
    desk.timers.splice(0)[0]?.run();
    expect(await due()).toBeGreaterThanOrEqual(300_000);
    expect(desk.sent).toEqual([]);
  });

  it('of one instance holds another one off', async () => {
    const [first, second] = [desk.start(), desk.start()];
    observeOffer(first);
    first.error();
    const wait = await due();
    desk.clock.now += wait;
    desk.timers.splice(0).forEach(({ run }) => run());
    await first.flush().then(() => second.flush());
    const ids = desk.sent.flatMap(({ events }) => events.map(({ id }) => id));
    expect(new Set(ids).size).toBe(2);
  });

  it('ends with the agent, and what waits is there at the next start', async () => {
    const reporter = desk.start();
    observeOffer(reporter);
    await due();
    reporter.stop();
    expect(desk.timers).toEqual([]);
    const next = desk.start();
    await next.flush();
    expect(desk.kinds()).toEqual(['1.1.0 offered']);
  });
});
