import { describe, expect, it } from 'vitest';
import { isFeedBase } from './config.ts';

describe('the address of the published updates', () => {
  it.each([
    ['https://example.github.io/notes/updates', true],
    ['http://127.0.0.1:8080/updates', true],
    ['http://localhost/updates', true],
    ['http://example.com/updates', false],
    ['https://ann@example.com/updates', false],
    ['https://:secret@example.com/updates', false],
    ['https://example.com/updates?key=1', false],
    ['https://example.com/updates#top', false],
    ['example.com/updates', false],
  ])('%s is one: %s', (address, holds) => {
    expect(isFeedBase(address)).toBe(holds);
  });
});
