import { git } from '@phasegate/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { FEEDS, openProduct, PLATFORMS } from './product.ts';
import type { Product, Start } from './product.ts';

// Specification, 5.10.11.1 (rollback of a single release, of several, from different phases; its script, git and
// verification) and 5.10.10.1 (what a rollback does to feeds and to git), on signed feeds of three platforms.
let product: Product;

afterEach(() => product.close());

const REASON = ['--reason', 'Closes while it opens a large notebook', '--yes'] as const;
const ON_ALL = (count: number): readonly number[] => PLATFORMS.map(() => count);

describe('a rollback', { timeout: 300_000 }, () => {
  it.each<{ start: Start; before: number; method: string }>([
    { start: 10, before: 10, method: 'remove' },
    { start: 50, before: 50, method: 'mark' },
    { start: 100, before: 100, method: 'remove' },
    { start: 'paused', before: 0, method: 'remove' },
  ])(
    'of a release at phase $start by the method "$method" reaches nobody any more and takes who has it back, on every platform',
    async ({ start, before, method }) => {
      product = await openProduct(start);
      expect(await product.reached('1.1.0')).toEqual(ON_ALL(before));
      await product.run('rollback', '1.1.0', ...REASON, '--method', method);
      expect(await product.reached('1.1.0')).toEqual(ON_ALL(0));
      for (const platform of PLATFORMS) {
        for (const { decision, notices } of await product.everybody(platform, '1.1.0')) {
          expect(decision).toMatchObject({
            kind: 'go-back',
            version: '1.0.0',
            reason: { code: 'withdrawn' },
          });
          expect(notices).toMatchObject([{ kind: 'withdrawn' }]);
        }
        const machine = await product.machine(7, { platform, version: '1.1.0' });
        expect((await machine.check()).notice).toMatchObject({ kind: 'withdrawn' });
        await machine.press('go-back');
        expect(machine.version()).toBe('1.0.0');
        expect((await machine.check()).diagnostics.lastCheck?.outcome).toBe('hold');
      }
    },
  );

  it('of several releases, paused and rolling, takes all of them out in one commit', async () => {
    product = await openProduct('paused');
    await product.add('1.2.0');
    await product.run('rollout', 'start', '1.2.0', '--beside');
    const before = await product.remote.log();
    await product.run('rollback', '1.1.0', '1.2.0', ...REASON);
    expect((await product.remote.log()).length).toBe(before.length + 1);
    for (const version of ['1.1.0', '1.2.0']) {
      expect(await product.reached(version)).toEqual(ON_ALL(0));
      const rows = await product.everybody('windows', version);
      expect(new Set(rows.map(({ decision }) => `${decision.kind} ${decision.version}`))).toEqual(
        new Set(['go-back 1.0.0']),
      );
    }
    await product.run('verify');
  });
});

describe('the feeds and git after a rollback', { timeout: 300_000 }, () => {
  it('hold one pushed commit that takes the item out of the nine feeds and touches no other, and all is verified', async () => {
    product = await openProduct(100);
    const { remote, operator } = product;
    const [head, before] = [(await remote.head()) ?? '', await items()];
    const { stdout } = await product.run('rollback', '1.1.0', ...REASON, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'done',
      pushed: true,
      publication: { kind: 'confirmed' },
    });
    expect(await git(remote.url, ['rev-list', `${head}..gh-pages`])).toBe(await remote.head());
    expect(await git(operator.workTree, ['rev-parse', 'gh-pages'])).toBe(await remote.head());
    expect(await git(operator.workTree, ['status', '--porcelain'])).toBe('');
    const after = await items();
    for (const [feed, [gone, ...kept]] of Object.entries(before)) {
      expect([feed, gone]).toEqual([feed, expect.stringContaining('>1.1.0<')]);
      expect([feed, after[feed]]).toEqual([feed, kept]);
    }
    expect((await product.run('verify', '--live')).stdout).toContain('signed');
  });

  it("are the same by the specification's own script, for all feeds of the platform", async () => {
    product = await openProduct(10);
    const appcast = 'updates/macos/stable/appcast.xml';
    const words = ['--version', '1.1.0', '--appcast', appcast, '--reason', 'Critical bug'];
    const ran = await product.operator.script('rollback-release', ...words, '--keys', product.keys);
    expect(ran.code, ran.stderr).toBe(0);
    expect(await product.reached('1.1.0')).toEqual([0, 10, 10]);
    for (const feed of FEEDS) {
      expect(await product.text('macos', feed)).not.toContain('<sparkle:version>1.1.0<');
    }
    await product.run('verify', '--live');
  });
});

/** The items of each of the nine published feeds, by where the feed lies. */
async function items(): Promise<Readonly<Record<string, readonly string[]>>> {
  const feeds = PLATFORMS.flatMap((platform) => FEEDS.map((feed) => [platform, feed] as const));
  const read = feeds.map(async ([platform, feed]) => {
    const text = (await product.text(platform, feed)) ?? '';
    return [`${platform}/${feed}`, text.match(/<item>[\s\S]*?<\/item>/g) ?? []] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

describe('the machines of a rollback', { timeout: 300_000 }, () => {
  it('throw away what was downloaded and not installed: the machine never runs it', async () => {
    product = await openProduct(10);
    const early = await product.machine(7);
    expect(await early.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    await product.run('rollback', '1.1.0', ...REASON);
    await early.press('install');
    expect(early.version()).toBe('1.0.0');
    expect(await early.downloads()).toEqual([]);
  });

  it('are taken back, pinned there, and go forward with the fix, each in its phase', async () => {
    product = await openProduct(10);
    const [early, late] = [await product.machine(7), await product.machine(60)];
    await early.check();
    await early.press('install');
    await late.check();
    expect([early.version(), late.version()]).toEqual(['1.1.0', '1.0.0']);
    await product.run(
      'rollback',
      '1.1.0',
      ...REASON,
      '--issue',
      'Notes can close',
      '--data',
      'safe',
    );
    expect((await early.check()).notice).toMatchObject({ title: 'Notes 1.1.0 was withdrawn' });
    await early.press('go-back');
    expect(early.version()).toBe('1.0.0');
    expect((await early.check()).diagnostics).toMatchObject({
      wentBackFrom: '1.1.0',
      lastCheck: { outcome: 'hold' },
    });
    await product.add('1.1.1');
    await product.run('rollout', 'start', '1.1.1');
    const rows = await product.everybody('linux', '1.1.0');
    expect(rows[7]?.decision).toMatchObject({
      kind: 'offer',
      version: '1.1.1',
      reason: { code: 'replaces-withdrawn' },
    });
    expect(rows[60]?.decision).toMatchObject({ kind: 'go-back', version: '1.0.0' });
    await early.check();
    await early.press('install');
    expect(early.version()).toBe('1.1.1');
    expect(early.see().diagnostics.wentBackFrom).toBeUndefined();
    await late.check();
    expect(late.see().diagnostics.lastCheck?.outcome).toBe('hold');
  });

  it('keep a way back: the only release is not withdrawn', async () => {
    product = await openProduct('first');
    const head = await product.remote.head();
    const answer = await product.operator.phasegate('rollback', '1.0.0', ...REASON);
    expect(answer.code).toBe(4);
    expect(await product.remote.head()).toBe(head);
  });
});
