import { expect, it } from 'vitest';
import { filesUnder, rowsOf, textOf } from './markdown.ts';

/** A backslash before a quote is the string's, not the name's. */
const sources = ['apps', 'packages', 'scripts', 'test']
  .flatMap((folder) => [...filesUnder(folder, '.test.ts'), ...filesUnder(folder, '.spec.ts')])
  .map((file) => textOf(file).replaceAll(/\\(['"`])/g, '$1'));
const named = rowsOf(textOf('docs/threat-model.md')).flatMap(([, , tests = '']) =>
  [...tests.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
);

it('the threat model names tests, many of them', () => {
  expect(named.length).toBeGreaterThan(60);
});

it.each(named)('the threat model names a test that exists: %s', (name) => {
  expect(sources.some((source) => source.includes(name))).toBe(true);
});
