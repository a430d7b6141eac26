import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createReporter, reportFactsOf } from '@phasegate/agent';
import type { Agent, AgentFacts, PostAnswer, QueuedReport, Reporter } from '@phasegate/agent';
import { createReportFiles, createReportPost, systemClock } from '@phasegate/agent/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from './machine.ts';
import { openCollector } from './reports-collector.ts';
import type { Collector } from './reports-collector.ts';
import { openStaticSite, WITHDRAWN } from './static-site.ts';
import type { StaticSite } from './static-site.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

// Real agents, real feeds and files, and a real collector that judges what comes by the schema in docs alone.
let site: StaticSite;
let collector: Collector;
let reporters: Reporter[];
let late: number;
let log: string[];

beforeEach(async () => {
  site = await openStaticSite();
  collector = await openCollector();
  [reporters, late, log] = [[], 0, []];
});
afterEach(async () => {
  reporters.forEach((one) => one.stop());
  await collector.close();
  await site.close();
});

const line = (text: string): void => void log.push(text);
const filesIn = (folder: string): ReturnType<typeof createReportFiles> =>
  createReportFiles(path.join(folder, 'reports'));

/** Observes an agent as agent-electron does; no timer rings by itself, tests flush. */
function observe(agent: Agent, facts: AgentFacts, folder: string, enabled = true): Reporter {
  const send = createReportPost({ fetch, url: collector.url, allowLoopbackHttp: true });
  const reporter = createReporter({
    ports: {
      clock: { ...systemClock, now: () => NOON + late, after: () => () => undefined },
      log: { debug: line, info: line, warn: line, error: line },
      randomBytes,
      disk: filesIn(folder),
      post: (body, signal): Promise<PostAnswer> => send(body, signal),
    },
    settings: { facts: reportFactsOf(facts), allowed: true, enabled },
  });
  agent.observe(reporter.observe);
  // The app that ran before has ended.
  reporters.at(-1)?.stop();
  reporters.push(reporter);
  return reporter;
}

interface Reporting extends Machine {
  /** The reporter of the app that runs. */
  readonly now: () => Reporter;
  readonly queue: () => Promise<readonly QueuedReport[]>;
}

/** A machine that reports. */
async function reporting(facts: Parameters<StaticSite['machine']>[0] = {}): Promise<Reporting> {
  let home = '';
  const here = await site.machine({
    onAgent: (agent, now, folder) => {
      home = folder;
      observe(agent, now, folder);
    },
    ...facts,
  });
  return {
    ...here,
    now: () => reporters.at(-1) ?? expect.fail('nothing reports'),
    queue: () => filesIn(home).readQueue(),
  };
}

describe('the reports of a machine', () => {
  it('tell its way to a release and back, under one pseudonym for each release', async () => {
    await site.publish('stable-rollout-50%', [site.releases.bad, site.releases.old]);
    const here = await reporting({ bucket: 20 });
    await here.check();
    await here.now().flush();
    expect(collector.counted()).toEqual([
      '1.1.0 offered',
      '1.1.0 downloaded',
      '1.0.0 active',
      '1.0.0 performance',
    ]);
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
    await here.startWell();
    here.now().error({ crash: true, signature: 'RangeError in openNotebook' });
    here.now().error();
    await site.publish('stable-rollout-50%', [site.releases.old], [WITHDRAWN]);
    await here.check();
    await here.now().flush();
    await here.press('go-back');
    await here.now().flush();
    expect(here.version()).toBe('1.0.0');
    const told = collector
      .batches()
      .flatMap(({ version, events }) =>
        events.map(({ kind, previousVersion, phase }) =>
          [version, kind, previousVersion, phase].join(' '),
        ),
      );
    expect(told.filter((one) => !/active|performance/.test(one))).toEqual([
      '1.1.0 offered 1.0.0 50',
      '1.1.0 downloaded 1.0.0 50',
      '1.1.0 install-started 1.0.0 50',
      '1.1.0 first-start-ok 1.0.0 50',
      '1.1.0 error 1.0.0 50',
      '1.1.0 went-back  50',
    ]);
    expect([collector.clients('1.0.0'), collector.clients('1.1.0')]).toEqual([1, 1]);
    const clients = new Set(collector.batches().map(({ client }) => client));
    expect(clients.size).toBe(2);
    expect(await here.queue()).toEqual([]);
    const before = collector.counted();
    await here.start();
    await here.check();
    await here.now().flush();
    expect(collector.counted()).toEqual(before);
  });

  it('tell of a download that fails, and of it once, however often it is tried', async () => {
    await site.publish('stable', [site.releases.bad]);
    site.pages.fail(/\/files\//, { alter: (body) => Buffer.alloc(body.length, 1) });
    const here = await reporting();
    await here.check();
    await here.press('retry');
    await here.start();
    await here.check();
    await here.now().flush();
    const failed = (one: { readonly kind: string }): boolean => one.kind === 'install-failed';
    expect(
      collector
        .batches()
        .flatMap(({ events }) => events)
        .find(failed),
    ).toMatchObject({
      stage: 'download',
      code: 'download-wrong-digest',
      direction: 'forward',
    });
    expect(collector.counted().filter((one) => one === '1.1.0 install-failed')).toHaveLength(1);
  });

  it('are none where nobody has said yes: no request, no file', async () => {
    await site.publish('stable', [site.releases.bad]);
    let home = '';
    const here = await site.machine({
      onAgent: (agent, facts, folder) => {
        home = folder;
        observe(agent, facts, folder, false);
      },
    });
    await here.check();
    await reporters[0]?.setEnabled(false);
    await reporters[0]?.flush();
    expect(collector.requests).toEqual([]);
    expect(await filesIn(home).readQueue()).toEqual([]);
  });
});

describe('a collector', () => {
  const offered = async (): Promise<Awaited<ReturnType<typeof reporting>>> => {
    await site.publish('stable', [site.releases.bad]);
    const here = await reporting();
    await here.check();
    return here;
  };

  it('that hangs up after it has stored gets the very same batch again, and counts it once', async () => {
    const here = await offered();
    collector.moods.push('stores and hangs up');
    await here.now().flush();
    const waiting = await here.queue();
    expect(waiting.map(({ event }) => event.kind)).toContain('offered');
    late += 24 * 3_600_000;
    await here.start();
    await here.now().flush();
    const [first, second] = collector.requests;
    expect(first?.status).toBeUndefined();
    expect(second).toMatchObject({ status: 202, body: first?.body });
    expect(collector.counted().filter((one) => one === '1.1.0 offered')).toHaveLength(1);
    expect(collector.clients('1.1.0')).toBe(1);
    expect(await here.queue()).toEqual([]);
  });

  it('that asks for time gets it, also after a restart of the app, and then all that was kept', async () => {
    const here = await offered();
    collector.moods.push({ status: 503, retryAfter: '3600' });
    await here.now().flush();
    await here.start();
    await here.now().flush();
    late += 3_500_000;
    await here.now().flush();
    expect(collector.requests).toHaveLength(1);
    late += 24 * 3_600_000;
    await here.now().flush();
    expect(collector.counted()).toEqual(expect.arrayContaining(['1.1.0 offered', '1.0.0 active']));
    expect(await here.queue()).toEqual([]);
  });

  it.each([408, 425, 429, 500, 502])('that answers %i gets the batch later', async (status) => {
    const here = await offered();
    collector.moods.push({ status });
    await here.now().flush();
    expect(collector.batches()).toEqual([]);
    late += 24 * 3_600_000;
    await here.now().flush();
    expect(collector.counted()).toContain('1.1.0 offered');
  });

  it.each([400, 401, 404, 413])('that answers %i gets this batch never again', async (status) => {
    const here = await offered();
    collector.moods.push({ status });
    await here.now().flush();
    await here.now().flush();
    expect(collector.counted()).not.toContain('1.1.0 offered');
    expect(collector.counted()).toContain('1.0.0 active');
    expect(log.join('\n')).toContain(`the collector answered ${status}: 2 reports are dropped`);
    expect(await here.queue()).toEqual([]);
  });

  it.each(['gone', 'silent'])(
    'that is %s keeps no update and no way back from its user',
    async (how) => {
      const here = await offered();
      await (how === 'gone' ? collector.close() : undefined);
      collector.moods.push('is silent', 'is silent');
      const flushes = [here.now().flush()];
      await here.press('install');
      expect(here.version()).toBe('1.1.0');
      await site.publish('stable', [site.releases.old], [WITHDRAWN]);
      await here.check();
      flushes.push(here.now().flush());
      await here.press('go-back');
      expect(here.version()).toBe('1.0.0');
      expect(here.log.filter((one) => /^(?:warn|error)/.test(one))).toEqual([]);
      // What is under way is called off by the end of the app, and waits for nobody.
      here.now().stop();
      await Promise.all(flushes);
    },
  );
});
