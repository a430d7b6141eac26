import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OVERRIDES_FILE, parseOverrides, readOverridesFile } from './overrides-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'phasegate-overrides-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of overrides', () => {
  it('lies in the agent’s own folder, and nothing is said where there is none', async () => {
    expect(await readOverridesFile([], {}, folder)).toMatchObject({ texts: {}, warnings: [] });
    await writeFile(path.join(folder, OVERRIDES_FILE), '{ "bucket": 7, "development": true }');
    expect(await readOverridesFile([], {}, folder)).toEqual({
      name: 'phasegate-overrides.json',
      texts: { bucket: '7', development: 'true' },
      warnings: [],
    });
  });

  it('is another one where a switch or a variable names it, and then that one alone', async () => {
    await writeFile(path.join(folder, OVERRIDES_FILE), '{ "bucket": 7 }');
    const one = path.join(folder, 'one.json');
    const two = path.join(folder, 'two.json');
    await writeFile(one, '{ "phase": 10 }');
    await writeFile(two, '{ "phase": 50 }');
    const env = { PHASEGATE_OVERRIDES: two };
    expect((await readOverridesFile([], env, folder)).texts).toEqual({ phase: '50' });
    const argv = [`--phasegate-overrides=${one}`];
    expect((await readOverridesFile(argv, env, folder)).texts).toEqual({ phase: '10' });
  });

  it.each(['qa.json', './qa.json', ''])('is refused where it is named %j', async (name) => {
    const found = await readOverridesFile([`--phasegate-overrides=${name}`], {}, folder);
    expect(found.texts).toEqual({});
    expect(found.warnings[0]).toContain('the whole path of a file');
  });

  it('is missed aloud where it was named and is not there, or is a folder', async () => {
    for (const [name, code] of [
      ['gone.json', 'ENOENT'],
      ['folder', 'EISDIR'],
    ] as const) {
      await mkdir(path.join(folder, 'folder'), { recursive: true });
      const argv = [`--phasegate-overrides=${path.join(folder, name)}`];
      const found = await readOverridesFile(argv, {}, folder);
      expect(found.warnings[0]).toContain(`cannot be read (${code})`);
    }
  });
});

describe('its text', () => {
  it.each(['', '{', '[]', '7', 'null', '"bucket"', '{ "bucket": 7 } // and more', '{ bucket: 7 }'])(
    'that reads %j is refused as a whole',
    (text) => {
      const { texts, warnings } = parseOverrides('qa.json', text);
      expect(texts).toEqual({});
      expect(warnings).toEqual([
        'qa.json is not a JSON object like { "bucket": 7 }; no override is taken from a file',
      ]);
    },
  );

  it('that is endless is refused', () => {
    const text = JSON.stringify({ bucket: 7, filler: 'x'.repeat(70_000) });
    expect(parseOverrides('qa.json', text)).toMatchObject({ texts: {} });
  });

  it('loses the values that are no text and no number, each with a warning', () => {
    const text = '{ "bucket": [7], "phase": null, "feed": {}, "version": "1.0.0" }';
    const { texts, warnings } = parseOverrides('qa.json', text);
    expect(texts).toEqual({ version: '1.0.0' });
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toBe('qa.json: the value of "bucket" is no text and no number');
  });

  it('may begin with a byte order mark, as editors of Windows write it', () => {
    expect(parseOverrides('qa.json', '\uFEFF{ "bucket": 7 }').texts).toEqual({ bucket: '7' });
  });
});
