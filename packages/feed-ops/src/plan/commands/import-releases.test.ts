import { generateKey } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';

import type { ImportReleases } from '../../command.ts';
import { add, CONFIG, memoryProduct, refusalOf } from '../../memory.fixture.ts';
import type { MemoryProduct } from '../../memory.fixture.ts';
import { verifySnapshot } from '../../verify.ts';

function taken(...versions: readonly string[]): ImportReleases {
  const releases = versions.map((version) => {
    const { release, packages } = add(version);
    const facts = { ...release, title: version, packages: packages.linux ?? [] };
    return { release: facts, partly: undefined };
  });
  return { kind: 'import', platform: 'linux', releases, passedOver: [] };
}

function ledger({ files }: MemoryProduct): readonly string[] {
  const { releases } = JSON.parse(files.get('updates/linux/rollout.json') ?? '') as {
    releases: readonly { version: string; state: string; item: string }[];
  };
  return releases.map(({ version, state, item }) => {
    const floor = /phasegate:floor="([^"]*)"/.exec(item)?.[1];
    return [version, state, floor].filter((word) => word !== undefined).join(' ');
  });
}

describe('releases that are taken over', () => {
  it('are complete in an empty ledger, since they are out, and that has to be typed', async () => {
    const product = await memoryProduct();
    const change = await product.change(taken('1.1.0', '1.0.0'));
    expect(change).toMatchObject({
      danger: 'type',
      confirm: '1.0.0 1.1.0',
      headline: 'Take over 1.0.0, 1.1.0 on linux',
    });
    expect(ledger(product)).toEqual(['1.0.0 complete', '1.1.0 complete']);
    expect(verifySnapshot(await product.snapshot(), Date.UTC(2026, 10, 23, 5)).breaches).toEqual(
      [],
    );
    expect(await refusalOf(product, taken('1.1.0', '1.0.0'))).toBe('nothing-to-do');
  });

  it('are signed by the release key where feeds are signed, each with its own floor', async () => {
    const keys = {
      feed: [generateKey()],
      release: [generateKey()],
      root: [generateKey(), generateKey()],
    };
    const product = await memoryProduct([], { ...CONFIG, trust: 'signed' }, keys);
    await product.change(taken('1.1.0', '1.0.0'));
    expect(ledger(product)).toEqual(['1.0.0 complete 1.0.0', '1.1.0 complete 1.0.0']);
    expect(verifySnapshot(await product.snapshot(), Date.UTC(2026, 10, 23, 5)).breaches).toEqual(
      [],
    );
    product.setKeys({ ...keys, release: undefined });
    expect(await refusalOf(product, taken('1.2.0'))).toBe('no-release-key');
  });

  it('are drafts beside others, and where their feed gave them to a part', async () => {
    const product = await memoryProduct(['1.0.0']);
    const change = await product.change(taken('1.2.0', '1.1.0', '1.0.0'));
    expect(change.danger).toBe('none');
    expect(change.summary.at(-1)).toBe('1.0.0 on linux stays as it is');
    expect(ledger(product)).toEqual(['1.0.0 complete', '1.1.0 draft', '1.2.0 draft']);
    const empty = await memoryProduct();
    const [first] = taken('1.0.0').releases;
    const staged = first && { ...first, partly: 'its feed gives it to 10 % of machines' };
    await empty.change({ ...taken(), releases: staged === undefined ? [] : [staged] });
    expect(ledger(empty)).toEqual(['1.0.0 draft']);
  });

  it('that have left the ledger since are not entered without their files', async () => {
    const product = await memoryProduct();
    const [one] = taken('1.0.0').releases;
    const bare = one && { ...one, release: { ...one.release, packages: [] } };
    expect(
      await refusalOf(product, { ...taken(), releases: bare === undefined ? [] : [bare] }),
    ).toBe('conflict');
  });
});
