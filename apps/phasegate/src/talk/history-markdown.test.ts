import type { FoundEntry, History } from '@phasegate/feed-ops';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';

import { historyMarkdown } from './history-markdown.ts';
import { historyText } from './history-text.ts';

const HOSTILE: readonly string[] = [
  'a | b || c',
  'first\nsecond\r\nthird',
  '`rm -rf` and ```fence```',
  '<script>alert(1)</script> <img src=x onerror=y> &amp; &#60;b&#62;',
  '[click](javascript:alert(1)) ![x](https://example.com/x.png)',
  '**bold** _it_ ~~gone~~ $x^2$',
  'https://example.com/a?b=c www.example.com mail ann@example.com',
  'ends in a backslash \\',
  '\\| already \\` escaped',
  '# no heading',
  '--- | ---',
  'x'.repeat(10_000),
  'right to left \u202e gpj.exe \u2066 and \u200f back',
  'escape \u001b[31m red \u0007',
  '表 \u{1f600} é',
];

function entry(more: Partial<FoundEntry>): FoundEntry {
  return {
    at: '2026-11-23T04:00:00Z',
    actor: 'Ann <ann@example.com>',
    command: 'rollback',
    version: '1.1.0',
    reason: null,
    evidence: null,
    sequence: 42,
    undoOf: null,
    platforms: ['linux', 'macos'],
    commits: ['0123456789abcdef'],
    ...more,
  };
}

const history = (entries: readonly FoundEntry[], more: Partial<History> = {}): History => ({
  title: 'Notes',
  entries,
  older: 0,
  broken: [],
  ...more,
});

/** What a reader sees of each cell of the rendered rows. */
function cells(markdown: string): readonly (readonly string[])[] {
  const html = marked.parse(markdown, { async: false, gfm: true });
  const rows = [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].slice(1);
  return rows.map(([, row = '']) =>
    [...row.matchAll(/<td>([\s\S]*?)<\/td>/g)].map(([, cell = '']) => seen(cell)),
  );
}

function seen(html: string): string {
  const text = html.replaceAll('<!-- -->', '');
  expect(text).not.toMatch(/<[a-z/!]/i);
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

// oxlint-disable-next-line no-control-regex -- these are what must not come through
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]+/g;

describe('the history in Markdown', () => {
  it.each(HOSTILE)('shows a reason as the text that it is: %j', (reason) => {
    const markdown = historyMarkdown(history([entry({ reason, actor: reason, evidence: reason })]));
    const meant = reason.replaceAll(UNSEEN, ' ').replaceAll(/\s+/g, ' ').trim();
    const [row = []] = cells(markdown);
    expect(row).toEqual([
      '2026-11-23T04:00:00Z',
      'rollback 1.1.0',
      'linux, macos',
      meant,
      meant,
      meant,
      '42',
      '0123456789ab',
    ]);
  });

  it('keeps one row for each entry, whatever stands in the others', () => {
    const markdown = historyMarkdown(history(HOSTILE.map((reason) => entry({ reason }))));
    expect(cells(markdown).map((row) => row.length)).toEqual(HOSTILE.map(() => 8));
  });

  it('mentions nobody and links nothing', () => {
    const markdown = historyMarkdown(history([entry({ reason: 'ask @ann, see #12 and a/b#3' })]));
    expect(markdown).not.toMatch(/[@#][a-z\d]/i);
  });

  it('names the lines that cannot be read and how many are left out', () => {
    const broken = [{ path: 'updates/linux/history.jsonl', line: 3, why: 'is not JSON' }];
    const markdown = historyMarkdown(history([], { broken, older: 7 }));
    expect(markdown).toContain('updates/linux/history.jsonl line 3 cannot be read: is not JSON');
    expect(markdown).toContain('7 older entries are left out');
  });
});

describe('the history on a terminal', () => {
  it('fits 100 columns and shows no controls, whatever the reasons are', () => {
    const lines = historyText(
      history(
        HOSTILE.map((reason) =>
          entry({ reason, actor: reason, evidence: reason, version: reason }),
        ),
        {
          older: 3,
          broken: [{ path: 'updates/linux/history.jsonl', line: 1, why: 'x'.repeat(300) }],
        },
      ),
    );
    for (const line of lines) {
      expect(Array.from(line).length, line).toBeLessThanOrEqual(100);
      expect(line).not.toMatch(/[\p{Cc}\u202e\u2066]/u);
    }
  });

  it('keeps what belongs together one below the other', () => {
    const reason = 'support is flooded since the update: '.repeat(6);
    const lines = historyText(history([entry({ reason })]));
    expect(lines[0]).toBe(' 2026-11-23T04:00:00Z  rollback 1.1.0 on linux, macos');
    const why = lines.filter((line) => /support|flooded|update/.test(line));
    expect(why.length).toBeGreaterThan(1);
    expect(why.map((line) => line.search(/[sfu]/) >= 15)).toEqual(why.map(() => true));
    expect(why[0]).toMatch(/^ {5}why {7}support/);
    expect(why[1]).toMatch(/^ {15}\S/);
  });

  it('says of a long reason that it is cut, and where all of it is', () => {
    const text = historyText(history([entry({ reason: 'word '.repeat(2000) })])).join('\n');
    expect(text).toContain('--format markdown has all of it');
    expect(text.length).toBeLessThan(2000);
  });
});
