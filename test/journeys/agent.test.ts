import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AgentError } from '@phasegate/agent';
import {
  feedXml,
  sampleRelease,
  startPages,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { AdvisoryFacts, Pages, SampleRelease } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine } from './machine.ts';
import type { Machine } from './machine.ts';

// The agent against a real static host; the feeds are written by hand here, so that the operator's side has no part in it.
const withdrawn: AdvisoryFacts = {
  id: '2026-11-23-crash',
  kind: 'withdrawn',
  versions: '1.1.0',
  severity: 'high',
  data: 'safe',
  issue: 'Notes 1.1.0 can close while it opens a large notebook',
  links: [{ rel: 'details', href: 'https://example.com/status/1' }],
};

let root: string;
let site: Pages;
let releases: Record<'old' | 'bad' | 'fixed', SampleRelease>;
let machines: Machine[];

const feedOf = (feed: string): string => path.join('updates', 'linux', feed, 'appcast.xml');
const publish = (
  feed: string,
  items: readonly SampleRelease[],
  advisories: readonly AdvisoryFacts[] = [],
): Promise<void> =>
  writeFiles(root, {
    [feedOf(feed)]: feedXml({ items: items.map(({ item }) => item), advisories }),
  });
const machine = async (
  facts: { bucket?: number } & Partial<Parameters<typeof createMachine>[0]> = {},
): Promise<Machine> => {
  const created = await createMachine({ feedBase: `${site.url}/updates`, bucket: 60, ...facts });
  machines.push(created);
  await created.start();
  return created;
};

beforeEach(async () => {
  root = await temporaryFolder('site');
  site = await startPages({ root });
  machines = [];
  const sample = (version: string): Promise<SampleRelease> =>
    sampleRelease({ version, folder: root, url: site.url });
  releases = {
    old: await sample('1.0.0'),
    bad: await sample('1.1.0'),
    fixed: await sample('1.1.1'),
  };
});

afterEach(async () => {
  for (const one of machines) {
    one.stop();
  }
  await site.close();
});

describe('a check', () => {
  it('takes one request, and one conditional request of no bytes when nothing changed', async () => {
    await publish('stable', [releases.old]);
    const here = await machine();
    await here.check();
    expect(site.requests).toMatchObject([
      { path: '/updates/linux/stable/appcast.xml', status: 200 },
    ]);
    site.forget();
    await here.check();
    expect(site.requests).toMatchObject([{ status: 304, bytes: 0 }]);
    expect(here.see().diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      reason: "nothing newer than 1.0.0 is in this machine's feed",
    });
  });

  it('asks the feed of its bucket with the sign encoded, its alias on 404, then the next broader feed', async () => {
    await publish('stable', [releases.old]);
    const here = await machine({ bucket: 7 });
    await here.check();
    expect(site.requests.map(({ path: asked, status }) => [asked, status])).toEqual([
      ['/updates/linux/stable-rollout-10%25/appcast.xml', 404],
      ['/updates/linux/stable-rollout-10/appcast.xml', 404],
      ['/updates/linux/stable-rollout-50%25/appcast.xml', 404],
      ['/updates/linux/stable-rollout-50/appcast.xml', 404],
      ['/updates/linux/stable/appcast.xml', 200],
    ]);
  });

  it('does not slip into a broader feed when its own fails for any other reason', async () => {
    await publish('stable-rollout-10%', [releases.old]);
    await publish('stable', [releases.bad]);
    const here = await machine({ bucket: 7 });
    const undo = site.fail('/updates/linux/stable-rollout-10%/appcast.xml', 503);
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
    await publish('stable', [releases.bad]);
    const here = await machine();
    const undo = site.fail('/updates/linux/stable/appcast.xml', how);
    const seen = await here.check();
    expect(seen.diagnostics.lastCheck?.outcome).toBe('failed');
    expect(seen.notice?.title).toBe('Notes could not look for updates');
    expect(here.version()).toBe('1.0.0');
    undo();
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
  });

  it('says where it looked when there is no feed at all', async () => {
    const here = await machine();
    const { diagnostics } = await here.check();
    expect(diagnostics.lastCheck?.reason).toMatch(
      /there is no feed at .*\/linux\/stable\/appcast\.xml/,
    );
  });

  it('reads the whole feed again when the copy on disk went bad, instead of trusting a 304', async () => {
    await publish('stable', [releases.old]);
    const here = await machine();
    await here.check();
    const state = JSON.parse(await readFile(here.stateFile, 'utf8')) as {
      lastFeed: { bytes: string };
    };
    state.lastFeed.bytes = Buffer.from('<rss').toString('base64');
    await writeFile(here.stateFile, JSON.stringify(state));
    await here.start();
    site.forget();
    await here.check();
    expect(site.requests.map(({ status }) => status)).toEqual([304, 200]);
    expect(here.see().diagnostics.lastCheck?.outcome).toBe('hold');
  });
});

describe('an update', () => {
  it('is downloaded, checked, confirmed by a second look at the feed, and installed when its user says so', async () => {
    await publish('stable', [releases.bad, releases.old]);
    const here = await machine();
    expect(await here.check()).toMatchObject({
      phase: 'ready',
      notice: { kind: 'update-ready', title: 'Notes 1.1.0 is ready to install' },
    });
    site.forget();
    await here.press('install');
    expect(site.requests).toMatchObject([{ status: 304 }]);
    expect(here.version()).toBe('1.1.0');
    expect(here.see().notice).toBeUndefined();
  });

  it.each([
    ['other bytes of the same length', (body: Buffer) => Buffer.alloc(body.length, 1), 'sha512'],
    ['a file that is too short', (body: Buffer) => body.subarray(1), 'bytes'],
    ['a file that is too long', (body: Buffer) => Buffer.concat([body, body]), 'bytes'],
  ] as const)(
    'is refused when the host serves %s, and nothing stays on disk',
    async (_name, alter, says) => {
      await publish('stable', [releases.bad]);
      const here = await machine();
      const undo = site.fail(/\/files\//, { alter });
      expect(await here.check()).toMatchObject({
        phase: 'failed',
        notice: { kind: 'update-failed' },
      });
      expect(here.see().notice?.body.join(' ')).toContain(says);
      expect(await here.downloads()).toEqual([]);
      undo();
      expect(await here.press('retry')).toMatchObject({
        phase: 'ready',
        notice: { kind: 'update-ready' },
      });
      await here.press('install');
      expect(here.version()).toBe('1.1.0');
    },
  );

  it('that was downloaded is thrown away once it is withdrawn, and is never installed', async () => {
    await publish('stable', [releases.bad, releases.old]);
    const here = await machine();
    await here.check();
    expect(await here.downloads()).toEqual(['notes-1.1.0']);
    await publish('stable', [releases.old], [withdrawn]);
    await here.press('install');
    expect(here.version()).toBe('1.0.0');
    expect(await here.downloads()).toEqual([]);
    expect(here.see().phase).toBe('idle');
  });

  it('that was paused after the download waits, and its user may still install it', async () => {
    await publish('stable', [releases.bad, releases.old]);
    const here = await machine();
    await here.check();
    await publish('stable', [releases.old]);
    expect(await here.check()).toMatchObject({ phase: 'ready' });
    expect(here.log.join('\n')).toContain("nothing newer than 1.0.0 is in this machine's feed");
    await here.press('dismiss');
    expect(here.see().notice).toMatchObject({ kind: 'paused', severity: 'low' });
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });

  it('is not installed while the feed cannot be read again', async () => {
    await publish('stable', [releases.bad]);
    const here = await machine();
    await here.check();
    const undo = site.fail('/updates/linux/stable/appcast.xml', 'reset');
    await here.press('install');
    expect(here.version()).toBe('1.0.0');
    expect(here.see()).toMatchObject({ phase: 'ready', notice: { kind: 'update-failed' } });
    undo();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });
});

describe('a machine on a withdrawn release', () => {
  const onBad = async (
    facts: Partial<Parameters<typeof createMachine>[0]> = {},
  ): Promise<Machine> => {
    await publish('stable', [releases.old], [withdrawn]);
    const here = await machine({ version: '1.1.0', ...facts });
    await here.check();
    return here;
  };

  it('tells its user what happened, goes back at their word, and is not offered the release again', async () => {
    const here = await onBad();
    expect(here.see().notice).toMatchObject({
      kind: 'withdrawn',
      severity: 'high',
      title: 'Notes 1.1.0 was withdrawn',
      actions: [
        { kind: 'go-back', label: 'Go back to 1.0.0' },
        { kind: 'later' },
        { kind: 'link', label: 'Details', host: 'example.com' },
      ],
    });
    expect(here.see().notice?.body).toEqual([
      'Notes 1.1.0 can close while it opens a large notebook',
      'You can go back to 1.0.0.',
      'Your data are safe.',
      'If you do nothing, Notes 1.1.0 keeps running.',
    ]);
    await here.press('go-back');
    expect(here.version()).toBe('1.0.0');
    expect(here.see().notice).toMatchObject({
      kind: 'went-back',
      title: 'You are back on Notes 1.0.0',
    });
    await publish('stable', [releases.bad, releases.old]);
    await here.check();
    expect(here.see().diagnostics.lastCheck?.reason).toContain('this machine went back from 1.1.0');
    await publish('stable', [releases.fixed, releases.old]);
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.1' });
  });

  it('keeps its notice while it is offline, from the feed it accepted last', async () => {
    const here = await onBad();
    site.fail(/appcast/, 'reset');
    await here.start();
    expect(here.see().notice).toMatchObject({
      kind: 'withdrawn',
      title: 'Notes 1.1.0 was withdrawn',
    });
  });

  it('stays where the app does not consent to going back on an unsigned word', async () => {
    const here = await onBad({ allowUnsignedGoBack: false });
    expect(here.see().diagnostics.lastCheck?.reason).toContain('does not allow going back');
    expect(here.see().notice?.actions.map(({ kind }) => kind)).toEqual(['later', 'link']);
  });

  it('says "later" until it is time again, also after a restart', async () => {
    const here = await onBad();
    await here.press('later');
    expect(here.see().notice).toBeUndefined();
    await here.start();
    await here.check();
    expect(here.see().notice?.kind).not.toBe('withdrawn');
  });
});

describe('a broken disk', () => {
  it.each(['', '{', 'null', '{"schema":"phasegate/agent@1","snoozed":7}', '\u0000\u0001'])(
    'with %j in the state file costs memory, never the app',
    async (text) => {
      await publish('stable', [releases.bad]);
      const here = await machine();
      await here.check();
      await writeFile(here.stateFile, text);
      await here.start();
      expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
      expect(await readFile(`${here.stateFile}.bad`, 'utf8')).toBe(text);
    },
  );

  it('that takes no more bytes is said in the log, and the update goes on', async () => {
    await publish('stable', [releases.bad]);
    const here = await machine({
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
