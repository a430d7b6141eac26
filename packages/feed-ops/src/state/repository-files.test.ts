import { describe, expect, it } from 'vitest';

import { CONFIG, memoryProduct } from '../memory.fixture.ts';
import { verifySnapshot } from '../verify.ts';
import { CONFIG_PATH, parseConfig } from './config.ts';
import { repositoryEdits } from './repository-files.ts';

const OURS = '/phasegate.json -text\n/updates/** -text\n';

function attributesAfter(text: string): string {
  const texts = new Map([
    ['.gitattributes', text],
    ['.nojekyll', ''],
  ]);
  return repositoryEdits(CONFIG, texts)[0]?.after ?? text;
}

describe('what git is told about the feeds', () => {
  it.each([
    ['', OURS],
    ['*.png binary\n', `*.png binary\n${OURS}`],
    ['* text=auto', `* text=auto\n${OURS}`],
    [OURS, OURS],
    [`* text=auto\n${OURS}*.md linguist-documentation\n`, undefined],
    [`${OURS}* text=auto\n`, `${OURS}* text=auto\n${OURS}`],
    ['/updates/** -text\n', '/updates/** -text\n/phasegate.json -text\n'],
  ])('%j becomes what it must be, and keeps its lines', (text, after) => {
    expect(attributesAfter(text)).toBe(after ?? text);
  });
});

describe('init', () => {
  it('writes both files', async () => {
    const { files } = await memoryProduct();
    expect(files.get('.gitattributes')).toBe(OURS);
    expect(files.get('.nojekyll')).toBe('');
  });

  it('mends a product of an older version, which verify names, and asks for no key', async () => {
    const product = await memoryProduct(['1.0.0']);
    product.files.delete('.nojekyll');
    product.files.set('.gitattributes', '*.png binary\n');
    const { breaches, warnings } = verifySnapshot(await product.snapshot(), 0);
    expect(breaches).toEqual([]);
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain('--app com.example.notes --title "Notes" --platform linux');
    const init = { kind: 'init', config: CONFIG, rootThreshold: undefined } as const;
    const change = await product.change(init);
    expect(change.edits.map(({ path }) => path)).toEqual(['.gitattributes', '.nojekyll']);
    expect(verifySnapshot(await product.snapshot(), 0).warnings).toEqual([]);
    expect(await product.run(init)).toMatchObject({ plan: { kind: 'nothing-to-do' } });
  });

  it('keeps the sections of the config that it does not speak of', async () => {
    const config = { ...CONFIG, feedBase: 'https://example.com/updates', keep: { complete: 9 } };
    const product = await memoryProduct([], config);
    const more = { ...CONFIG, platforms: ['linux', 'macos'] } as const;
    await product.change({ kind: 'init', config: more, rootThreshold: undefined });
    expect(parseConfig(product.files.get(CONFIG_PATH) ?? '')).toEqual({
      ok: true,
      value: { ...config, platforms: ['linux', 'macos'] },
    });
  });
});
