import { describe, expect, it } from 'vitest';

import { readRequestTarget } from './request-target.ts';

const pathOf = (target: string, reject = true): unknown => {
  const read = readRequestTarget(target, reject);
  return read.ok ? read.path : read.status;
};

describe('a request target', () => {
  it('is decoded exactly once', () => {
    expect(pathOf('/stable-rollout-10%25/appcast.xml')).toBe('/stable-rollout-10%/appcast.xml');
    expect(pathOf('/a%2525')).toBe('/a%25');
  });

  it.each(['/stable-rollout-10%/appcast.xml', '/a%', '/a%2', '/a%zz'])(
    'is refused as nginx does where a percent sign stands raw: %s',
    (target) => expect(pathOf(target)).toBe(400),
  );

  it('keeps a raw percent sign only where the host lets it through', () => {
    expect(pathOf('/stable-rollout-10%/appcast.xml', false)).toBe(
      '/stable-rollout-10%/appcast.xml',
    );
    expect(pathOf('/stable-rollout-10%25/a', false)).toBe('/stable-rollout-10%/a');
  });

  it.each(['/../etc/passwd', '/a/../../etc', '/%2e%2e/etc', '/a/%2e%2e%2f%2e%2e%2fetc', '/..'])(
    'never climbs above the root: %s',
    (target) => expect(pathOf(target)).toBe(400),
  );

  it('resolves dots that stay inside, and keeps the slash of a folder', () => {
    expect(pathOf('/a/../b')).toBe('/b');
    expect(pathOf('/a/./b/')).toBe('/a/b/');
    expect(pathOf('/a/..')).toBe('/');
    expect(pathOf('//a//b')).toBe('/a/b');
    expect(pathOf('/')).toBe('/');
  });

  it('answers what can name no file', () => {
    expect(pathOf('/a%00b')).toBe(400);
    expect(pathOf('/a%FF')).toBe(404);
    expect(pathOf('/a%5c..%5cb')).toBe(404);
    expect(pathOf('http://elsewhere/')).toBe(400);
  });

  it('keeps query and fragment out of the path', () => {
    expect(readRequestTarget('/a?b=1?c#d', true)).toMatchObject({ path: '/a', query: 'b=1?c' });
  });
});
