import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { configShape, configText, parseConfig, readConfigSource } from './config.ts';
import type { Config } from './config.ts';
import { strangeKeys } from './config-keys.ts';
import { CONFIG_WORDS } from './config-words.ts';

const INPUT = { app: 'com.example.notes', title: 'Notes', platforms: ['linux'] };
const text = (more: object): string =>
  JSON.stringify({ schema: 'phasegate/config@1', ...INPUT, ...more });

function configOf(more: object = {}): Config {
  const read = parseConfig(text(more));
  if (!read.ok) {
    throw new Error(read.refusal.message);
  }
  return read.value;
}

describe('a typo in phasegate.json', () => {
  it.each([
    [{ phase: [5, 100] }, 'phase is not known; did you mean phases?'],
    [{ trsut: 'signed' }, 'trsut is not known; did you mean trust?'],
    [{ Platforms: ['macos'] }, 'Platforms is not known; did you mean platforms?'],
    [{ feedbase: 'https://example.com' }, 'feedbase is not known; did you mean feedBase?'],
    [{ trust: 'signed', sparkleKey: { pubilc: 'x' } }, 'sparkleKey.pubilc is not known; did you'],
  ])('%j never means the default', (more, says) => {
    for (const read of [parseConfig(text(more)), readConfigSource({ ...INPUT, ...more }, 'x')]) {
      expect(read).toMatchObject({
        ok: false,
        refusal: { code: 'bad-config', message: expect.stringContaining(says) as string },
      });
    }
  });

  it.each(Object.keys((configShape as unknown as { entries: object }).entries))(
    'is found in %s with any letter dropped or doubled',
    (key) => {
      for (const at of Array.from(key).keys()) {
        const dropped = key.slice(0, at) + key.slice(at + 1);
        const doubled = key.slice(0, at) + key.charAt(at) + key.slice(at);
        for (const typo of [dropped, doubled].filter((one) => one !== key)) {
          expect(strangeKeys(configShape, { [typo]: 1 })[0]?.near, typo).toBeDefined();
        }
      }
    },
  );
});

describe('a key of a newer version', () => {
  const newer = { dashboards: [1], $schema: './config.schema.json' };

  it('is read over, and kept where the file is written anew', () => {
    const before = text(newer);
    const after = configText({ ...configOf(newer), title: 'Other' }, before);
    expect(JSON.parse(after)).toMatchObject({ ...newer, title: 'Other' });
    expect(Object.keys(JSON.parse(after) as object)[0]).toBe('$schema');
    expect(parseConfig(after)).toMatchObject({ ok: true });
  });

  it('is refused in a source, which is for this version', () => {
    expect(readConfigSource({ ...INPUT, dashboards: 1 }, 'phasegate.config.ts')).toMatchObject({
      ok: false,
      refusal: { message: 'phasegate.config.ts: dashboards is not known to this version' },
    });
  });
});

describe('the keys of a schema', () => {
  const Shape = v.object({
    a: v.optional(v.array(v.object({ inner: v.string() }))),
    b: v.record(v.string(), v.object({ name: v.string() })),
    c: v.variant('kind', [
      v.object({ kind: v.literal('one'), one: v.string() }),
      v.object({ kind: v.literal('two'), two: v.string() }),
    ]),
  });

  it('are found in lists, records and variants', () => {
    expect(
      strangeKeys(Shape, {
        a: [{ inner: 'x' }, { iner: 'x' }],
        b: { anything: { name: 'x', nmae: 'y' } },
        c: { kind: 'two', two: 'x', three: 1 },
      }),
    ).toEqual([
      { path: 'a[1].iner', near: 'inner' },
      { path: 'b.anything.nmae', near: 'name' },
      { path: 'c.three', near: undefined },
    ]);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'are not what every object inherits: %s',
    (key) => {
      const json = JSON.parse(`{"${key}": {}}`) as object;
      expect(strangeKeys(Shape, json)).toEqual([{ path: key, near: undefined }]);
      expect(readConfigSource({ ...INPUT, ...json }, 'x').ok).toBe(false);
    },
  );

  it('are not looked for in a file that is larger than any config', () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`phaces${at}`, at]));
    expect(parseConfig(text(many))).toMatchObject({
      refusal: { message: 'phasegate.json is larger than any config' },
    });
  });

  it('are found in whatever JSON there is, without a fall', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(strangeKeys(Shape, value))));
  });

  it('of the config are explained, every one', () => {
    const { entries } = configShape as unknown as { readonly entries: object };
    expect(
      Object.keys(entries).filter((key) => key !== 'schema' && !Object.hasOwn(CONFIG_WORDS, key)),
    ).toEqual([]);
  });
});
