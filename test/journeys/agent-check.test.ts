import { readFile, writeFile } from 'node:fs/promises';
import { AgentError } from '@phasegate/agent';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStaticSite } from './static-site.ts';
import type { StaticSite } from './static-site.ts';

// The agent and its feed: real HTTP, real state files, hosts that misbehave.
let site: StaticSite;

beforeEach(async () => {
  site = await openStaticSite();
});

afterEach(() => site.close());

describe('a check', () => {
  it('takes one request, and one conditional request of no bytes when nothing changed', async () => {
    await site.publish('stable', [site.releases.old]);
    const here = await site.machine();
    await here.check();
    expect(site.pages.requests).toMatchObject([
      { path: '/updates/linux/stable/appcast.xml', status: 200 },
    ]);
    site.pages.forget();
    await here.check();
    expect(site.pages.requests).toMatchObject([{ status: 304, bytes: 0 }]);
    expect(here.see().diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      reason: "nothing newer than 1.0.0 is in this machine's feed",
    });
  });

  it('asks the feed of its bucket with the sign encoded, its alias on 404, then the next broader feed', async () => {
    await site.publish('stable', [site.releases.old]);
    const here = await site.machine({ bucket: 7 });
    await here.check();
    expect(site.pages.requests.map(({ path: asked, status }) => [asked, status])).toEqual([
      ['/updates/linux/stable-rollout-10%25/appcast.xml', 404],
      ['/updates/linux/stable-rollout-10/appcast.xml', 404],
      ['/updates/linux/stable-rollout-50%25/appcast.xml', 404],
      ['/updates/linux/stable-rollout-50/appcast.xml', 404],
      ['/updates/linux/stable/appcast.xml', 200],
    ]);
  });

  it('does not slip into a broader feed when its own fails for any other reason', async () => {
    await site.publish('stable-rollout-10%', [site.releases.old]);
    await site.publish('stable', [site.releases.bad]);
    const here = await site.machine({ bucket: 7 });
    const undo = site.pages.fail('/updates/linux/stable-rollout-10%/appcast.xml', 503);
    await here.check();
    expect(here.see()).toMatchObject({ phase: 'failed', notice: { kind: 'check-failed' } });
    expect(here.see().diagnostics.lastCheck?.reason).toContain('answered 503');
    undo();
    await here.check();
    expect(here.see().diagnostics.lastCheck?.outcome).toBe('hold');
  });

  it.each([
    [
      'an HTML page in place of a feed',
      {
        status: 200,
        body: '<!DOCTYPE html><html></html>',
        headers: { 'content-type': 'text/html' },
      },
    ],
    ['a page with a captive portal', { status: 200, body: '<html><body>Sign in</body></html>' }],
    ['nothing', { status: 200, body: '' }],
    ['a feed that does not parse', { status: 200, body: '<rss><channel></rss>' }],
    ['an answer larger than a megabyte', { status: 200, body: ' '.repeat(2 ** 20 + 1) }],
    ['an error', 500],
    ['a closed connection', 'reset'],
    ['half an answer', { cutAt: 100 }],
  ] as const)('survives %s, says so, and takes the next good feed', async (_name, how) => {
    await site.publish('stable', [site.releases.bad]);
    const here = await site.machine();
    const undo = site.pages.fail('/updates/linux/stable/appcast.xml', how);
    const seen = await here.check();
    expect(seen.diagnostics.lastCheck?.outcome).toBe('failed');
    expect(seen.notice?.title).toBe('Notes could not look for updates');
    expect(here.version()).toBe('1.0.0');
    undo();
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
  });

  it('says where it looked when there is no feed at all', async () => {
    const here = await site.machine();
    const { diagnostics } = await here.check();
    expect(diagnostics.lastCheck?.reason).toMatch(
      /there is no feed at .*\/linux\/stable\/appcast\.xml/,
    );
  });

  it('reads the whole feed again when the copy on disk went bad, instead of trusting a 304', async () => {
    await site.publish('stable', [site.releases.old]);
    const here = await site.machine();
    await here.check();
    const state = JSON.parse(await readFile(here.stateFile, 'utf8')) as {
      lastFeed: { bytes: string };
    };
    state.lastFeed.bytes = Buffer.from('<rss').toString('base64');
    await writeFile(here.stateFile, JSON.stringify(state));
    await here.start();
    site.pages.forget();
    await here.check();
    expect(site.pages.requests.map(({ status }) => status)).toEqual([304, 200]);
    expect(here.see().diagnostics.lastCheck?.outcome).toBe('hold');
  });
});

describe('a broken disk', () => {
  it.each(['', '{', 'null', '{"schema":"phasegate/agent@1","snoozed":7}', '\u0000\u0001'])(
    'with %j in the state file costs memory, never the app',
    async (text) => {
      await site.publish('stable', [site.releases.bad]);
      const here = await site.machine();
      await here.check();
      await writeFile(here.stateFile, text);
      await here.start();
      expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
      expect(await readFile(`${here.stateFile}.bad`, 'utf8')).toBe(text);
    },
  );

  it('that takes no more bytes is said in the log, and the update goes on', async () => {
    await site.publish('stable', [site.releases.bad]);
    const here = await site.machine({
      ports: (ports) => ({
        ...ports,
        memory: {
          read: ports.memory.read,
          write: () =>
            Promise.reject(
              new AgentError('disk-full', 'state.json could not be written: the disk is full'),
            ),
        },
      }),
    });
    await here.check();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
    expect(here.log.join('\n')).toContain(
      "the agent's state could not be saved: state.json could not be written: the disk is full",
    );
  });
});
