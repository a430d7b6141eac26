import type { AgentErrorCode } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { filesUnder, rowsOf, textOf } from './markdown.ts';

/** The compiler demands every code, and no other. */
const CODES: Readonly<Record<AgentErrorCode, true>> = {
  'feed-unreachable': true,
  'feed-not-found': true,
  'feed-bad-status': true,
  'feed-not-a-feed': true,
  'feed-too-large': true,
  'feed-refused': true,
  'feed-untrusted': true,
  'feed-stale': true,
  'feed-clock': true,
  'feed-replayed': true,
  'download-unreachable': true,
  'download-bad-status': true,
  'download-wrong-length': true,
  'download-wrong-digest': true,
  'download-cancelled': true,
  'disk-full': true,
  'disk-read-only': true,
  'disk-failed': true,
  'install-failed': true,
  'bad-configuration': true,
};

const page = textOf('docs/troubleshooting.md');
const between = (from: string, to: string): string =>
  (page.split(`\n## ${from}\n`)[1] ?? '').split(`\n## ${to}\n`)[0] ?? '';
const firsts = (text: string): readonly string[] =>
  rowsOf(text)
    .slice(1)
    .flatMap(([cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));

describe('the page for troubles', () => {
  it('has a row for every error code, and for no other', () => {
    const rows = firsts(between('Error codes', 'Lines in the log'));
    expect([...rows].sort()).toEqual(Object.keys(CODES).sort());
  });

  it('says what to do about each of them', () => {
    const [, ...rows] = rowsOf(between('Error codes', 'Lines in the log'));
    for (const [code, ...cells] of rows) {
      expect(cells, code).toHaveLength(2);
      expect(
        cells.every((cell) => cell.length > 0),
        code,
      ).toBe(true);
    }
  });

  it('shows messages as the code has them', () => {
    const sources = ['packages', 'apps']
      .flatMap((folder) => filesUnder(folder, '.ts'))
      .filter((file) => !/\.(?:test|fixture)\.ts$/.test(file))
      .map(textOf);
    const messages = firsts(between('Lines in the log', 'What to send to support'));
    expect(messages.length).toBeGreaterThan(15);
    for (const message of messages) {
      const parts = message.split('…').map((part) => part.trim());
      const says = (source: string): boolean => parts.every((part) => source.includes(part));
      expect(sources.some(says), message).toBe(true);
    }
  });
});
