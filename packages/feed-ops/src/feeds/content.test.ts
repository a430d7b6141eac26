import { parseVersion } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';

import { CONFIG, memoryProduct, rollback } from '../memory.fixture.ts';
import { CONFIG_PATH, configText, parseConfig } from '../state/config.ts';
import type { Config } from '../state/config.ts';
import { defaultFloor } from './package-statement.ts';
import { verifySnapshot } from '../verify.ts';

const VERSIONS = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'];
const keeping = (complete: number): Config => ({ ...CONFIG, keep: { complete } });
const held = (feed: string): readonly string[] =>
  [...feed.matchAll(/<sparkle:version>([^<]*)</g)].map(([, version = '']) => version);

describe('what feeds go on holding', () => {
  it('is the newest two complete releases, unless the config keeps more', async () => {
    const usual = await memoryProduct(VERSIONS);
    expect(held(usual.feed('linux', 'stable'))).toEqual(['1.4.0', '1.3.0']);
    const more = await memoryProduct(VERSIONS, keeping(4));
    for (const feed of ['stable', 'stable-rollout-50%', 'stable-rollout-10']) {
      expect(held(more.feed('linux', feed))).toEqual(['1.4.0', '1.3.0', '1.2.0', '1.1.0']);
    }
  });

  it('follows a changed config with the next command, and stands in the way of none', async () => {
    const product = await memoryProduct(VERSIONS);
    product.files.set(CONFIG_PATH, configText(keeping(1000)));
    const before = verifySnapshot(await product.snapshot(), 0);
    expect(before.breaches).toEqual([]);
    expect(before.warnings.join()).toContain('holds 2 releases, by "keep" it would be 5');
    await product.change({ kind: 'renew', root: false });
    expect(held(product.feed('linux', 'stable'))).toEqual([...VERSIONS].reverse());
    expect(verifySnapshot(await product.snapshot(), 0).warnings).toEqual([]);
    product.files.set(CONFIG_PATH, configText(CONFIG));
    await product.change(rollback(['1.4.0']));
    expect(held(product.feed('linux', 'stable'))).toEqual(['1.3.0', '1.2.0']);
  });

  it('does not lower the floor of new packages', async () => {
    const product = await memoryProduct(VERSIONS, keeping(5));
    const [state] = (await product.snapshot()).states;
    const next = parseVersion('1.5.0');
    expect(state && next && defaultFloor(state.ledger, next, 0)).toBe('1.3.0');
  });
});

describe('the section "keep" of the config', () => {
  const withKeep = (keep: unknown): string =>
    JSON.stringify({ ...(JSON.parse(configText(CONFIG)) as object), keep });

  it('is read, and written back', () => {
    const read = parseConfig(configText(keeping(7)));
    expect(read).toMatchObject({ ok: true, value: { keep: { complete: 7 } } });
  });

  it.each([
    [{ complete: 1 }],
    [{ complete: 2.5 }],
    [{ complete: '3' }],
    [{}],
    [{ all: true }],
    [3],
  ])('is refused as %j', (keep) => {
    expect(parseConfig(withKeep(keep))).toMatchObject({ refusal: { code: 'bad-config' } });
  });
});
