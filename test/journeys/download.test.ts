import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Agent } from '@phasegate/agent';
import { until } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from './machine.ts';
import { openStaticSite, WITHDRAWN } from './static-site.ts';
import type { StaticSite } from './static-site.ts';

// The agent with the real store: what restarts, withdrawals and dead hosts do to downloads and kept installers.
const FILES = /\/files\//;
let site: StaticSite;

beforeEach(async () => {
  site = await openStaticSite();
});

afterEach(() => site.close());

const requestsFor = (version: string): readonly (string | undefined)[] =>
  site.pages.requests
    .filter((request) => request.path.endsWith(`notes-${version}-x64.AppImage`))
    .map(({ headers }) => headers.range ?? 'whole');

/** Of the part of a download that is under way. */
async function bytesOnDisk({ stateFile }: Machine): Promise<number> {
  const folder = path.join(stateFile, '../../downloads');
  const parts = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.part'));
  const sizes = await Promise.all(
    parts.map(async (name) => (await stat(path.join(folder, name))).size),
  );
  return Math.max(0, ...sizes);
}

describe('a download', () => {
  it('that was under way when the app ended goes on after the next start', async () => {
    await site.publish('stable', [site.releases.bad]);
    const undo = site.pages.fail(/AppImage$/, { stallAt: 1000 });
    const here = await site.machine();
    const checking = here.check();
    await until(async () => (await bytesOnDisk(here)) > 0, { what: 'a part' });
    here.stop();
    await checking.catch(() => undefined);
    undo();
    site.pages.forget();
    await here.start();
    expect(await here.check()).toMatchObject({ phase: 'ready' });
    expect(requestsFor('1.1.0')).toEqual([expect.stringMatching(/^bytes=\d+-$/)]);
    expect(await here.downloads()).toEqual(['notes-1.1.0']);
  });

  it('is not fetched twice: a restart finds it by what the feed says of it', async () => {
    await site.publish('stable', [site.releases.bad]);
    const here = await site.machine();
    await here.check();
    site.pages.forget();
    await here.start();
    expect(await here.check()).toMatchObject({ phase: 'ready' });
    expect(requestsFor('1.1.0')).toEqual([]);
  });

  it('that was made before a restart is not installed once it is withdrawn, and goes with the next one', async () => {
    await site.publish('stable', [site.releases.bad, site.releases.old]);
    const here = await site.machine();
    await here.check();
    await site.publish('stable', [site.releases.old], [WITHDRAWN]);
    await here.start();
    expect(await here.check()).toMatchObject({ phase: 'idle' });
    expect(here.version()).toBe('1.0.0');
    await site.publish('stable', [site.releases.fixed], [WITHDRAWN]);
    await here.check();
    expect(await here.downloads()).toEqual(['notes-1.1.1']);
  });
});

describe('a user who goes back', () => {
  /** The way back has begun, and a part of it is there. */
  async function onTheWay(): Promise<{
    readonly here: Machine;
    readonly agent: Agent;
    readonly going: Promise<unknown>;
  }> {
    await site.publish('stable', [site.releases.old], [WITHDRAWN]);
    const agents: Agent[] = [];
    const onAgent = (agent: Agent): void => void agents.push(agent);
    const here = await site.machine({ version: '1.1.0', onAgent });
    await here.check();
    const undo = site.pages.fail(/AppImage$/, { stallAt: 1000 });
    const going = here.press('go-back');
    await until(() => (here.see().progress?.received ?? 0) > 0, { what: 'a part of 1.0.0' });
    undo();
    site.pages.forget();
    const [agent] = agents;
    if (agent === undefined) {
      throw new Error('no agent was started');
    }
    return { here, agent, going };
  }

  it('may pause the download and go on later, from where it was', async () => {
    const { here, agent, going } = await onTheWay();
    agent.suspend();
    await going;
    expect(here.see().phase).toBe('suspended');
    agent.resume();
    await agent.settled();
    expect(here.version()).toBe('1.0.0');
    expect(requestsFor('1.0.0')).toEqual(['bytes=1000-']);
  });

  it('may call the download off: nothing of it stays, and the next one begins anew', async () => {
    const { here, agent, going } = await onTheWay();
    agent.cancel();
    await going;
    expect(await here.downloads()).toEqual([]);
    expect(here.version()).toBe('1.1.0');
    await here.press('go-back');
    expect(here.version()).toBe('1.0.0');
    expect(requestsFor('1.0.0')).toEqual(['whole']);
  });
});

describe('an installer that was kept', () => {
  it('takes a machine back while the host of the files is down', async () => {
    await site.publish('stable', [site.releases.old]);
    const here = await site.machine({ version: '0.9.0' });
    await here.check();
    await here.press('install');
    await site.publish('stable', [site.releases.bad, site.releases.old]);
    await here.check();
    await here.press('install');
    expect((await here.kept()).toSorted()).toEqual(['notes-1.0.0', 'notes-1.1.0']);

    site.pages.fail(FILES, 'reset');
    site.pages.forget();
    await site.publish('stable', [site.releases.old], [WITHDRAWN]);
    await here.check();
    await here.press('go-back');
    expect(here.version()).toBe('1.0.0');
    expect(requestsFor('1.0.0')).toEqual([]);
  });
});
