import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine, MachineFacts } from './machine.ts';
import { openStaticSite, WITHDRAWN } from './static-site.ts';
import type { StaticSite } from './static-site.ts';

// The agent and its installers: real downloads that are verified, replaced files, restarts.
let site: StaticSite;

beforeEach(async () => {
  site = await openStaticSite();
});

afterEach(() => site.close());

describe('an update', () => {
  it('is downloaded, checked, confirmed by a second look at the feed, and installed when its user says so', async () => {
    await site.publish('stable', [site.releases.bad, site.releases.old]);
    const here = await site.machine();
    expect(await here.check()).toMatchObject({
      phase: 'ready',
      notice: { kind: 'update-ready', title: 'Notes 1.1.0 is ready to install' },
    });
    site.pages.forget();
    await here.press('install');
    expect(site.pages.requests).toMatchObject([{ status: 304 }]);
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
      await site.publish('stable', [site.releases.bad]);
      const here = await site.machine();
      const undo = site.pages.fail(/\/files\//, { alter });
      expect(await here.check()).toMatchObject({
        phase: 'failed',
        notice: { kind: 'update-failed' },
      });
      expect(here.see().problem?.message).toContain(says);
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
    await site.publish('stable', [site.releases.bad, site.releases.old]);
    const here = await site.machine();
    await here.check();
    expect(await here.downloads()).toEqual(['notes-1.1.0']);
    await site.publish('stable', [site.releases.old], [WITHDRAWN]);
    await here.press('install');
    expect(here.version()).toBe('1.0.0');
    expect(await here.downloads()).toEqual([]);
    expect(here.see().phase).toBe('idle');
  });

  it('that was paused after the download waits, and its user may still install it', async () => {
    await site.publish('stable', [site.releases.bad, site.releases.old]);
    const here = await site.machine();
    await here.check();
    await site.publish('stable', [site.releases.old]);
    expect(await here.check()).toMatchObject({ phase: 'ready' });
    expect(here.log.join('\n')).toContain("nothing newer than 1.0.0 is in this machine's feed");
    await here.press('dismiss');
    expect(here.see().notice).toMatchObject({ kind: 'paused', severity: 'low' });
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });

  it('is not installed while the feed cannot be read again', async () => {
    await site.publish('stable', [site.releases.bad]);
    const here = await site.machine();
    await here.check();
    const undo = site.pages.fail('/updates/linux/stable/appcast.xml', 'reset');
    await here.press('install');
    expect(here.version()).toBe('1.0.0');
    expect(here.see()).toMatchObject({ phase: 'ready', notice: { kind: 'update-failed' } });
    undo();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });
});

describe('a machine on a withdrawn release', () => {
  const onBad = async (facts: Partial<MachineFacts> = {}): Promise<Machine> => {
    await site.publish('stable', [site.releases.old], [WITHDRAWN]);
    const here = await site.machine({ version: '1.1.0', ...facts });
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
        { kind: 'stay', label: 'Keep using 1.1.0' },
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
    await site.publish('stable', [site.releases.bad, site.releases.old]);
    await here.check();
    expect(here.see().diagnostics.lastCheck?.reason).toContain('this machine went back from 1.1.0');
    await site.publish('stable', [site.releases.fixed, site.releases.old]);
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.1' });
  });

  it('keeps its notice while it is offline, from the feed it accepted last', async () => {
    const here = await onBad();
    site.pages.fail(/appcast/, 'reset');
    await here.start();
    expect(here.see().notice).toMatchObject({
      kind: 'withdrawn',
      title: 'Notes 1.1.0 was withdrawn',
    });
  });

  it('stays where the app does not consent to going back on an unsigned word', async () => {
    const here = await onBad({ allowUnsignedGoBack: false });
    expect(here.see().diagnostics.lastCheck?.reason).toContain('does not allow going back');
    expect(here.see().notice?.actions.map(({ kind }) => kind)).toEqual(['stay', 'later', 'link']);
  });

  it('says "later" until it is time again, also after a restart, or until its user asks', async () => {
    const here = await onBad();
    await here.press('later');
    expect(here.see().notice).toBeUndefined();
    await here.start();
    expect(here.see().notice).toBeUndefined();
    await here.check();
    expect(here.see().notice?.kind).toBe('withdrawn');
  });
});
