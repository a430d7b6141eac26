import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Agent, AgentFacts, EventBatch, ReporterPorts } from '@phasegate/agent';
import { createReportFiles, systemClock } from '@phasegate/agent/node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from './options.ts';
import { createReporting } from './reporting.ts';
import type { Reporting } from './reporting.ts';

const url = 'https://collector.example.com/v1/events';
const facts = {
  app: 'com.example.notes',
  installed: { version: '1.0.0', platform: 'linux', arch: 'x64' },
  overrides: [],
} as unknown as AgentFacts;

let folder: string;
let sent: EventBatch[];
let observed: number;
let tracking: string | undefined;
let opened: Reporting[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'phasegate-reporting-'));
  [sent, opened, observed] = [[], [], 0];
  tracking = process.env['DO_NOT_TRACK'];
  delete process.env['DO_NOT_TRACK'];
});
afterEach(async () => {
  opened.forEach((one) => one.stop());
  if (tracking !== undefined) {
    process.env['DO_NOT_TRACK'] = tracking;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const silent = (): void => undefined;
const portsOn = (place: string): ReporterPorts => ({
  // The gathering of the first minute is over at once; what comes later does not come.
  clock: {
    ...systemClock,
    after: (wait, run) => systemClock.after(wait > 60_000 ? wait : 0, run),
  },
  log: { debug: silent, info: silent, warn: silent, error: silent },
  randomBytes: (size) => new Uint8Array(size),
  disk: createReportFiles(place),
  post: (body) => {
    sent.push(JSON.parse(body) as EventBatch);
    return Promise.resolve({ kind: 'answered', status: 202, retryAfter: undefined });
  },
});
const agent = {
  observe: () => {
    observed += 1;
    return silent;
  },
} as unknown as Agent;
const reporting = (reports: Settings['reports']): Reporting => {
  const one = createReporting(reports, portsOn);
  opened.push(one);
  return one;
};
const kept = async (): Promise<readonly string[]> => {
  const queue = await createReportFiles(path.join(folder, 'reports')).readQueue();
  return queue.map(({ event }) => event.kind);
};

describe('reporting in an app', () => {
  it('keeps what is reported before the agent is there, and sends it then', async () => {
    const { reports, record, open } = reporting({ url, enabled: true });
    reports.error({ crash: true });
    record({ kind: 'first-start-ok' });
    open(agent, facts, folder);
    reports.performance({ startUpMs: 900 });
    const kinds = (): readonly string[] =>
      sent.flatMap(({ events }) => events.map(({ kind }) => kind));
    await vi.waitFor(async () =>
      expect([...kinds(), ...(await kept())]).toEqual(['error', 'first-start-ok', 'performance']),
    );
    expect(observed).toBe(1);
  });

  it.each([
    ['no address is given', undefined, undefined],
    ['the user has not said yes', { url, enabled: false }, undefined],
    ['DO_NOT_TRACK is set', { url, enabled: true }, '1'],
  ])('is none where %s, and what was kept is deleted', async (_name, reports, set) => {
    const before = createReportFiles(path.join(folder, 'reports'));
    await before.keepSecret(() => new Uint8Array(32));
    if (set !== undefined) {
      process.env['DO_NOT_TRACK'] = set;
    }
    const one = reporting(reports);
    one.reports.error();
    one.open(agent, facts, folder);
    await one.reports.setEnabled(false);
    delete process.env['DO_NOT_TRACK'];
    const drawn = await before.keepSecret(() => new Uint8Array(32).fill(1));
    expect(drawn[0]).toBe(1);
    expect(await kept()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('tells of a crash loop that the start guard has found', async () => {
    const { open } = reporting({ url, enabled: true });
    open(agent, { ...facts, installed: { ...facts.installed, crashing: 4 } }, folder);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.events).toMatchObject([{ kind: 'crash-loop', starts: 4 }]);
  });

  it("takes the user's answer before the agent is there as well", async () => {
    const yes = reporting({ url, enabled: false });
    await yes.reports.setEnabled(true);
    yes.reports.error();
    yes.open(agent, facts, folder);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  it('that was stopped is not opened any more', async () => {
    const one = reporting({ url, enabled: true });
    one.stop();
    one.open(agent, facts, folder);
    one.reports.error();
    await one.reports.setEnabled(true);
    expect(observed).toBe(0);
  });
});
