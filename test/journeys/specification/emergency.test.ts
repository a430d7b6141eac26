import type { AgentSnapshot } from '@phasegate/agent';
import { afterEach, describe, expect, it } from 'vitest';
import type { Machine } from '../machine.ts';
import { FEEDS, openProduct, PLATFORMS } from './product.ts';
import type { Product } from './product.ts';

// Specification, 5.10.11.3 (critical bug, security issue, emergency pause, emergency communication; rollback,
// communication, support and recovery), on signed feeds of three platforms.
let product: Product;

afterEach(() => product.close());

const ON_ALL = (count: number): readonly number[] => PLATFORMS.map(() => count);

describe('a critical bug', { timeout: 300_000 }, () => {
  it('is rolled back in one step, and each user reads in their own language what to do and where help is', async () => {
    product = await openProduct(50);
    const users = [
      await product.machine(7, { platform: 'macos', version: '1.1.0', languages: ['de', 'en'] }),
      await product.machine(30, { platform: 'windows', version: '1.1.0' }),
    ];
    const texts = ['--issue', 'Notes can be lost.', '--issue.de', 'Notizen können verloren gehen.'];
    const help = ['--support', 'https://example.com/help'];
    const words = ['--reason', 'Loses notes', '--severity', 'critical', ...texts, ...help];
    await product.run('rollback', '1.1.0', ...words, '--confirm', '1.1.0');
    expect(await product.reached('1.1.0')).toEqual(ON_ALL(0));
    const read = await Promise.all(users.map((user) => user.check()));
    expect(read.map(({ notice }) => [notice?.kind, notice?.severity, notice?.language])).toEqual([
      ['withdrawn', 'critical', 'de'],
      ['withdrawn', 'critical', 'en'],
    ]);
    expect(read[0]?.notice?.body).toContain('Notizen können verloren gehen.');
    expect(read[1]?.notice?.body).toContain('Notes can be lost.');
    for (const { notice } of read) {
      expect(notice?.actions).toContainEqual(
        expect.objectContaining({ kind: 'link', host: 'example.com' }),
      );
    }
    for (const user of users) {
      await user.press('go-back');
      expect(user.version()).toBe('1.0.0');
    }
  });
});

// docs/operations/malicious-package.md, and after it release-key-leaked.md.
describe('a security issue', { timeout: 300_000 }, () => {
  it('is stopped and rolled back: a download of it is thrown away, who runs it goes back, its keys go, and the fix reaches all', async () => {
    product = await openProduct(10);
    const [runs, waits] = [await product.machine(7), await product.machine(3)];
    for (const machine of [runs, waits]) {
      expect(await machine.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    }
    await runs.press('install');
    expect(runs.version()).toBe('1.1.0');

    const reason = ['--reason', '1.1.0 carries code that is not ours'];
    await product.run('emergency', 'stop', '1.1.0', ...reason);
    // A stop is a pause (feed-format): its user may still install it, until the rollback.
    await waits.check();
    expect(waits.version()).toBe('1.0.0');
    const later = await product.machine(5);
    for (const machine of [runs, later]) {
      expect((await machine.check()).diagnostics).toMatchObject({
        trust: 'signed',
        lastCheck: { outcome: 'hold' },
      });
    }
    expect([runs.version(), await later.downloads()]).toEqual(['1.1.0', []]);

    const telling = ['--severity', 'critical', '--data', 'at-risk', '--issue', 'Code not ours.'];
    await product.run('rollback', '1.1.0', ...reason, ...telling, '--confirm', '1.1.0');
    expect(await runs.check()).toMatchObject({
      notice: { kind: 'withdrawn', severity: 'critical' },
      diagnostics: { lastCheck: { outcome: 'go-back' } },
    });
    await runs.press('go-back');
    expect(runs.version()).toBe('1.0.0');
    expect((await waits.check()).target).toBeUndefined();
    for (const machine of [runs, waits, later]) {
      expect((await machine.check()).diagnostics.lastCheck?.outcome).toBe('hold');
      expect(await machine.downloads()).toEqual([]);
    }

    const [stolen] = await product.keysOf('root');
    await product.run('keys', 'rotate', 'release', '--yes', ...reason);
    await product.run('keys', 'revoke', stolen?.public.keyid ?? '', '--yes', ...reason);
    await product.add('1.1.1');
    await product.run('rollout', 'start', '1.1.1');
    for (const machine of [runs, waits]) {
      await machine.start();
      expect(await machine.check()).toMatchObject({
        phase: 'ready',
        target: '1.1.1',
        diagnostics: { rootVersion: 3 },
      });
      await machine.press('install');
      expect(machine.version()).toBe('1.1.1');
    }
    expect((await product.run('verify', '--live')).stdout).toContain('signed');
  });
});

describe('an emergency pause', { timeout: 300_000 }, () => {
  it('takes all that is rolling out of all feeds in one step, leaves the fallback in each, and is only lifted with a reason', async () => {
    product = await openProduct(50);
    const before = await product.text('macos', 'stable-rollout-50%');
    await product.add('1.2.0');
    await product.run('rollout', 'start', '1.2.0', '--beside');
    const commits = (await product.remote.log()).length;
    await product.run('emergency', 'stop', '--reason', 'support is flooded');
    expect(await product.remote.log()).toHaveLength(commits + 1);
    for (const version of ['1.1.0', '1.2.0']) {
      expect(await product.reached(version)).toEqual(ON_ALL(0));
    }
    for (const platform of PLATFORMS) {
      for (const feed of FEEDS) {
        const versions = (await product.text(platform, feed))?.match(/<sparkle:version>[^<]*/g);
        expect([platform, feed, versions]).toEqual([platform, feed, ['<sparkle:version>1.0.0']]);
      }
    }
    const { phasegate } = product.operator;
    const keys = ['--keys', product.keys];
    const resumed = await phasegate('rollout', 'resume', '1.1.0', '--yes', ...keys);
    expect([resumed.code, resumed.stderr]).toEqual([4, expect.stringContaining('emergency lift')]);
    const why = ['--reason', 'it was the server'];
    expect((await phasegate('emergency', 'lift', '1.1.0', ...why, ...keys)).code).toBe(3);
    await product.run('emergency', 'lift', '1.1.0', ...why, '--confirm', '1.1.0');
    expect(await product.reached('1.1.0')).toEqual(ON_ALL(50));
    expect(await product.reached('1.2.0')).toEqual(ON_ALL(0));
    const item = /<item>(?:(?!<\/item>)[\s\S])*>1\.1\.0<[\s\S]*?<\/item>/;
    const [was] = item.exec(before ?? '') ?? [];
    expect(was).toContain('1.1.0');
    expect(await product.text('macos', 'stable-rollout-50%')).toContain(was);
  });
});

describe('emergency communication', { timeout: 300_000 }, () => {
  it('says something to every user in their own language, changes nothing else, and ends', async () => {
    product = await openProduct('first');
    const [german, english] = [
      await product.machine(7, { platform: 'windows', languages: ['de-AT', 'en'] }),
      await product.machine(99, { platform: 'linux', languages: ['fr', 'en'] }),
    ];
    const said = ['--issue', 'Sync is down until noon', '--issue.de', 'Abgleich ruht bis Mittag'];
    await product.run('announce', ...said, '--yes');
    for (const platform of PLATFORMS) {
      for (const { decision, notices } of await product.everybody(platform, '1.0.0')) {
        expect([decision.kind, notices.map(({ kind }) => kind)]).toEqual(['hold', ['notice']]);
      }
    }
    expect(await readBy(german)).toMatchObject({
      kind: 'announcement',
      body: expect.arrayContaining(['Abgleich ruht bis Mittag']) as string[],
    });
    expect(await readBy(english)).toMatchObject({
      kind: 'announcement',
      body: expect.arrayContaining(['Sync is down until noon']) as string[],
    });
    const list = await product.run('advisory', 'list');
    expect(list.stdout).toContain('"Sync is down until noon" (de, en)');
    const next = list.stdout.trimEnd().split('\n').at(-1);
    const id = /^ Next: phasegate notice end (\S+), when it is over$/.exec(next ?? '')?.[1] ?? '';
    await product.run('notice', 'end', id, '--reason', 'it is noon');
    for (const machine of [german, english]) {
      expect(await readBy(machine)).toBeUndefined();
      expect(machine.version()).toBe('1.0.0');
    }
  });
});

/** What a user reads who has asked for updates and put the answer aside. */
async function readBy(machine: Machine): Promise<AgentSnapshot['notice']> {
  await machine.check();
  return (await machine.press('dismiss')).notice;
}
