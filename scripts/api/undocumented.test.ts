import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPages } from './reference.ts';
import { undocumented } from './undocumented.ts';
import { oneEntry } from './workspace.fixture.ts';

const missingIn = (parent: string, folder: string): readonly string[] =>
  readPages(parent, folder).pages.flatMap(undocumented);

describe('the public API', () => {
  it('says of every name, member and error code what it is', () => {
    const packages = path.resolve(import.meta.dirname, '../../packages');
    expect(missingIn(packages, 'agent-electron')).toEqual([]);
  });

  it('is known to be silent where it is', () => {
    const parent = oneEntry(`
      // No docstring.
      export interface Options { readonly a: string; /** Said. */ readonly b: Inner }
      interface Inner { readonly c: string }
      /** Some values, of which one is not said. */
      export type Code = /** Said. */ 'x' | 'y';
      /** Values that speak for themselves. */
      export type Size = 'small' | 'large';`);
    expect(missingIn(parent, 'sdk')).toEqual([
      '@sample/sdk/main: @packageDocumentation',
      "@sample/sdk/main: Code 'y'",
      '@sample/sdk/main: Options',
      '@sample/sdk/main: Options.a',
      '@sample/sdk/main: Inner',
      '@sample/sdk/main: Inner.c',
    ]);
  });
});
