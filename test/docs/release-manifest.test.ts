import { readManifest } from '@phasegate/feed-ops/artifacts';
import { createOperator } from '@phasegate/scripts/stage/operator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ROOT, textOf } from './markdown.ts';

const schema = JSON.parse(textOf('docs/release-manifest.schema.json')) as object;
const page = textOf('docs/releases.md');
const valid = new Ajv2020({ strict: true }).compile(schema);

const file = {
  platform: 'linux',
  arch: 'x64',
  package: 'AppImage',
  file: 'make/Notes-1.1.0.AppImage',
  length: 1,
  sha512: `${'A'.repeat(86)}==`,
};
const manifest = (wrong: object): object => ({
  schema: 'phasegate/release@1',
  version: '1.1.0',
  files: [{ ...file, ...wrong }],
});

describe('the schema of phasegate-release.json', () => {
  it('and the reader take what the page shows', () => {
    const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    expect(valid(JSON.parse(shown))).toBe(true);
    expect(readManifest(shown, 'shown')).toMatchObject({ ok: true, value: { version: '1.1.0' } });
  });

  it.each([
    [{}, true],
    [{ arch: undefined }, true],
    [{ arch: 'armv7l' }, false],
    [{ platform: 'amiga' }, false],
    [{ package: 'snap' }, false],
    [{ file: '../a.AppImage' }, false],
    [{ file: 'a/../../b.AppImage' }, false],
    [{ file: '/a.AppImage' }, false],
    [{ file: 'a/./b.AppImage' }, false],
    [{ file: '' }, false],
    [{ length: 0 }, false],
    [{ length: 1.5 }, false],
    [{ sha512: 'abc' }, false],
  ] as const)('and the reader agree on %j', (wrong, taken) => {
    const text = JSON.stringify(manifest(wrong));
    expect(valid(JSON.parse(text))).toBe(taken);
    expect(readManifest(text, 'manifest').ok).toBe(taken);
  });
});

describe('the page on releases', () => {
  it('names options that the commands have', async () => {
    const operator = createOperator(ROOT);
    const helps = await Promise.all(
      ['add', 'import'].map((name) => operator.phasegate('release', name, '--help')),
    );
    const known = new Set(
      `${helps.map(({ stdout }) => stdout).join('')} --confirm`.match(/--[a-z][a-z-]*/g),
    );
    const named = [...new Set(page.match(/--[a-z][a-z-]*/g))];
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((option) => !known.has(option))).toEqual([]);
  });
});
