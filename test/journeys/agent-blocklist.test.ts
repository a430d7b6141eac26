import type { AdvisoryFacts } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

let site: SignedSite;

beforeEach(async () => {
  site = await openSignedSite();
});

afterEach(async () => {
  await site.close();
});

const blocks = (versions: string, facts: Partial<AdvisoryFacts> = {}): AdvisoryFacts => ({
  id: 'unsafe',
  kind: 'blocked',
  severity: 'critical',
  versions,
  issue: 'It sends notes to the wrong people',
  ...facts,
});

describe('a version that its publisher has blocked', () => {
  it('is never offered, whatever the feed holds, and the next one is', async () => {
    const items = [await site.release('1.1.0'), await site.release('1.0.0')];
    await site.publish({ sequence: 5, items, advisories: [blocks('>=1.1.0 <1.1.2')] });
    const here = await site.machine();
    const held = await here.check();
    expect(held.phase).toBe('idle');
    expect(held.diagnostics.lastCheck?.items[0]).toMatchObject({
      version: '1.1.0',
      outcome: { code: 'blocked', advisory: 'unsafe' },
    });
    const more = [await site.release('1.1.2'), await site.release('1.1.1'), ...items];
    await site.publish({ sequence: 6, items: more, advisories: [blocks('>=1.1.0 <1.1.2')] });
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.2' });
  });

  it('is thrown away when it was downloaded already, and is not installed from what was kept', async () => {
    const old = await site.release('1.0.0');
    const items = [await site.release('1.1.0'), old];
    await site.publish({ sequence: 5, items });
    const here = await site.machine();
    await here.check();
    expect(await here.downloads()).toEqual(['notes-1.1.0']);
    await site.publish({ sequence: 6, items, advisories: [blocks('1.1.0')] });
    await here.press('install');
    expect([here.version(), await here.downloads()]).toEqual(['1.0.0', []]);

    await site.publish({ sequence: 7, items });
    await here.check();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
    expect(await here.kept()).toEqual(expect.arrayContaining(['notes-1.1.0']));
    // The only older release is blocked: the machine stays, and its user is told.
    await site.publish({ sequence: 8, items, advisories: [blocks('<=1.1.0')] });
    const stays = await here.check();
    expect(stays).toMatchObject({
      phase: 'idle',
      standing: { code: 'blocked', advisory: 'unsafe' },
    });
    expect(stays.notice).toMatchObject({ kind: 'blocked', severity: 'critical' });
    expect(here.version()).toBe('1.1.0');
  });

  it('is told of when it runs, also by a start that cannot reach the feeds, and there is no staying where data are at risk', async () => {
    const items = [await site.release('1.1.0'), await site.release('1.0.0')];
    await site.publish({ sequence: 5, items });
    const here = await site.machine();
    await here.check();
    await here.press('install');
    await site.publish({
      sequence: 6,
      items,
      advisories: [blocks('1.1.0', { data: 'at-risk' })],
    });
    const told = await here.check();
    expect(told.notice?.kind).toBe('blocked');
    expect(told.notice?.body.join(' ')).toContain('It sends notes to the wrong people');
    expect(told.notice?.actions.map(({ kind }) => kind)).toEqual(['go-back']);
    site.pages.fail(/^\/updates\//, 'reset');
    await here.start();
    expect(here.see()).toMatchObject({ standing: { code: 'blocked' }, target: '1.0.0' });
    await here.press('go-back');
    expect(here.version()).toBe('1.0.0');
  });

  it('is blocked in signed words only: a feed that nobody signed blocks nothing', async () => {
    const items = [await site.release('1.1.0'), await site.release('1.0.0')];
    await site.publish({ sequence: 5, items });
    const here = await site.machine();
    const forged = site.feed({ sequence: 6, items, advisories: [blocks('1.0.0')] });
    await site.publish(
      Buffer.concat([forged.subarray(0, -20), Buffer.from('0'.repeat(19)), Buffer.from('\n')]),
    );
    const after = await here.check();
    expect(after.standing.code).toBe('fine');
    expect(after.diagnostics.lastCheck?.code).toBe('feed-untrusted');
  });
});

describe("the app's own blocklist", () => {
  it('keeps a version from being offered, without a word in the feed', async () => {
    await site.publish({
      sequence: 5,
      items: [await site.release('1.1.0'), await site.release('1.0.0')],
    });
    const here = await site.machine({ blockedVersions: ['1.1.x'] });
    const held = await here.check();
    expect(held.diagnostics.lastCheck?.items[0]?.outcome).toEqual({
      code: 'blocked',
      advisory: undefined,
    });
  });

  it('tells the user who runs one, and offers the way out', async () => {
    await site.publish({
      sequence: 5,
      items: [await site.release('1.1.0'), await site.release('1.0.0')],
    });
    const here = await site.machine({ blockedVersions: ['1.0.0'] });
    const told = await here.check();
    expect(told.standing).toMatchObject({ code: 'blocked', advisory: undefined });
    expect(told.notice?.kind).toBe('blocked');
    await here.press('install');
    expect([here.version(), here.see().standing.code]).toEqual(['1.1.0', 'fine']);
  });
});
