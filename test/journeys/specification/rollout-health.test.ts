import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { git } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { buckets, bucketsOffered, openWorld } from '../world.ts';
import type { World } from '../world.ts';

// Specification, 5.10.11.2 (monitoring and alerting, as far as they can hold a rollout back).
let world: World;
let monitor: Server;
/** What the monitor answers now. */
let answer: { readonly status: number; readonly body: string };

beforeEach(async () => {
  world = await openWorld('rolling');
  answer = { status: 503, body: '' };
  monitor = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((listening) => monitor.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  monitor.closeAllConnections();
  monitor.close();
  await world.close();
});

const escalate = ['rollout', 'escalate', '1.1.0', '--yes'] as const;

/** Puts the section into the config as an operator does: edit, commit, push. */
async function configure(minimumHours: number): Promise<void> {
  const { port } = monitor.address() as AddressInfo;
  const file = path.join(world.operator.workTree, 'phasegate.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const health = { source: `http://127.0.0.1:${port}/health.json`, minimumHours };
  await writeFile(file, `${JSON.stringify({ ...config, health }, null, 2)}\n`);
  await git(world.operator.workTree, ['commit', '--quiet', '-a', '-m', 'Ask the monitor']);
  await git(world.operator.workTree, ['push', '--quiet', 'origin', 'HEAD']);
}

function verdict(word: string, why = 'error rate 0.2 %', phase = 10): void {
  const release = { platform: 'linux', version: '1.1.0', phase, verdict: word, why, clients: 412 };
  const at = new Date().toISOString();
  const report = {
    schema: 'phasegate/health@1',
    app: 'com.example.notes',
    at,
    releases: [release],
  };
  answer = { status: 200, body: JSON.stringify(report) };
}

describe('the health gate', () => {
  it('keeps a release where it is until the monitor says proceed, with exit 5 and what to do', async () => {
    await configure(0);
    const head = await world.remote.head();
    const down = await world.operator.phasegate(...escalate);
    expect([down.code, down.stderr]).toEqual([5, expect.stringContaining('it answers 503')]);
    verdict('inconclusive', 'only 12 clients so far');
    const early = await world.operator.phasegate(...escalate, '--json');
    expect(JSON.parse(early.stdout)).toMatchObject({ exit: 5, code: 'unhealthy', ok: false });
    expect(early.stderr).toContain('the verdict is inconclusive: only 12 clients so far');
    verdict('roll-back', 'error rate 7 %');
    const sick = await world.operator.phasegate(...escalate);
    expect(sick.stderr.trimEnd().split('\n').at(-1)).toMatch(/Next: phasegate rollback 1\.1\.0/);
    expect(await world.remote.head()).toBe(head);

    verdict('proceed');
    await world.run(...escalate);
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(50));
    const history = await world.remote.read('updates/linux/history.jsonl');
    expect(JSON.parse(history?.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      command: 'escalate',
      evidence: expect.stringMatching(/^health proceed at .*, 412 clients: error rate/) as string,
    });
  }, 60_000);

  it('wants a day in the phase, unless a reason overrides it, which is kept', async () => {
    await configure(24);
    verdict('proceed');
    const early = await world.operator.phasegate(...escalate);
    expect([early.code, early.stderr]).toEqual([5, expect.stringContaining('0 of 24 hours')]);
    const mute = await world.operator.phasegate(...escalate, '--override-health');
    expect([mute.code, mute.stderr]).toEqual([2, expect.stringContaining('No --reason was given')]);
    const reason = 'a security fix [skip ci]';
    const unasked = ['rollout', 'escalate', '1.1.0', '--override-health', '--reason', reason];
    expect((await world.operator.phasegate(...unasked)).code).toBe(3);
    const forced = await world.run(...unasked, '--confirm', '1.1.0');
    expect(forced.stdout).toContain('The health gate is overridden');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(50));
    const history = await world.remote.read('updates/linux/history.jsonl');
    expect(JSON.parse(history?.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      reason,
      evidence: expect.stringMatching(/^health gate overridden: .*0 of 24 hours/) as string,
    });
    const body = await git(world.operator.workTree, ['log', '-1', '--format=%B', 'HEAD']);
    expect(body).toMatch(/^On linux: health gate overridden/m);
    expect(body).not.toContain('[skip ci]');
  }, 60_000);
});
