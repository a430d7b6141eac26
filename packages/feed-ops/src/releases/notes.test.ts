import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { itemXml } from '@phasegate/appcast';
import { temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';

import { releaseIn } from '../feeds/item-facts.ts';
import { itemOf } from '../feeds/item-text.ts';
import { markdownHtml } from './markdown.ts';
import { readNotes } from './notes.ts';

async function fromFile(name: string, text: string | Uint8Array): Promise<unknown> {
  const file = join(await temporaryFolder('notes'), name);
  await writeFile(file, text);
  const read = await readNotes({ text: undefined, file });
  return read.ok ? read.value : read.refusal.code;
}

/** Every tag and every address of a page, which is all that a reader's web view acts on. */
function acting(html: string): readonly string[] {
  return html.match(/<[a-z!/][^>]*>/gi) ?? [];
}

describe('release notes', () => {
  it('in Markdown become HTML', () => {
    expect(
      markdownHtml('# New\n\n- **Faster** `open`\n- see [more](https://example.com/a?b=1&c=2)\n'),
    ).toBe(
      '<h1>New</h1>\n<ul>\n<li><strong>Faster</strong> <code>open</code></li>\n' +
        '<li>see <a href="https://example.com/a?b=1&amp;c=2">more</a></li>\n</ul>',
    );
  });

  it.each([
    ['a script', '<script>alert(1)</script>', []],
    ['a script in a paragraph', 'a <script src=//x.example>b</script>', []],
    ['an event handler', '<img src=x onerror=alert(1)>', []],
    ['a frame', '<iframe src="https://x.example"></iframe>', []],
    ['a style', '<style>*{display:none}</style>', []],
    ['a comment', '<!-- <b> -->', []],
    ['a script address', '[x](javascript:alert(1))', ['<a href="">']],
    ['a script address in disguise', '[x](JaVaScRiPt:alert(1))', ['<a href="">']],
    ['a script address in references', '[x](java&#115;cript:alert(1))', ['<a href="">']],
    ['a data address', '[x](data:text/html,<script>1</script>)', ['<a href="">']],
    ['an automatic script link', '<javascript:alert(1)>', ['<a href="">']],
    ['an attribute in a title', '[x](https://a.example "\\" onclick=\\"alert(1)")', undefined],
  ] as const)('in Markdown carry no %s', (_what, markdown, tags) => {
    const html = markdownHtml(markdown);
    const found = acting(html).filter((tag) => !/^<\/?(?:p|a)>$/.test(tag));
    if (tags !== undefined) {
      expect(found).toEqual(tags);
    }
    expect(found.join('')).not.toMatch(/script|\son\w+\s*=\s*"?alert|<(?:img|iframe|style|!)/i);
  });

  it('show an image as a link to it, so that reading them tells nobody', () => {
    expect(markdownHtml('![new window](https://example.com/a.png)')).toBe(
      '<p><a href="https://example.com/a.png">new window</a></p>',
    );
    expect(markdownHtml('![a][b]\n\n[b]: https://example.com/a.png')).not.toContain('<img');
  });

  it('keep what Arabic and Hebrew need and lose what turns the direction of the rest', () => {
    expect(markdownHtml('\u200fשלום\u200e')).toBe('<p>\u200fשלום\u200e</p>');
    expect(markdownHtml('safe \u202egpj.exe\u2066 x\u2069')).toBe('<p>safe gpj.exe x</p>');
  });

  it.each([
    ['markup that ends a section', 'a ]]> b </description></item> -->'],
    ['10 kB', 'word '.repeat(2000).trim()],
    ['marks of direction', '\u200fשלום\u200e and more'],
    ['every sign of XML', `& < > " ' &amp; <b>`],
    ['lines', 'one\n\ntwo\n\t- three'],
  ])('with %s come out of a feed as they went in, text and HTML', (_what, text) => {
    for (const notes of [
      { format: 'plain-text', text },
      { format: 'html', text: markdownHtml(text) },
    ] as const) {
      const facts = { version: '1.0.0', title: 't', pubDate: '', packages: [], notes };
      expect(releaseIn(itemOf(facts), 'linux')?.notes).toEqual(notes);
      expect(itemXml(facts)).not.toMatch(
        /<(?!\/?(?:item|title|pubDate|sparkle:version|description)\b)/,
      );
    }
  });

  it('are read from files: Markdown by its ending, all else as plain text', async () => {
    expect(await fromFile('n.md', '*a*')).toEqual({
      notes: { format: 'html', text: '<p><em>a</em></p>' },
      plain: 'a',
    });
    expect(await fromFile('n.md', 'a\r\nb')).toMatchObject({
      notes: { format: 'html', text: '<p>a\nb</p>' },
    });
    expect(await fromFile('n.txt', '*a*\n')).toEqual({
      notes: { format: 'plain-text', text: '*a*' },
      plain: '*a*',
    });
  });

  it('in Markdown are kept as text too, which holds no markup and loses no words', async () => {
    const markdown = '# New\n\n- *quick* & <b>small</b>\n- [more](https://example.com/a)\n';
    expect(await fromFile('n.md', markdown)).toMatchObject({
      plain: 'New\n\n- quick & <b>small</b>\n- more [https://example.com/a]',
    });
  });

  it('are refused where they are empty, no text, too long, or given twice', async () => {
    expect(await fromFile('n.md', ' \n')).toBe('bad-argument');
    expect(await fromFile('n.md', Uint8Array.of(0xff, 0xfe, 0x41))).toBe('bad-argument');
    expect(await fromFile('n.txt', 'x'.repeat(70_000))).toBe('bad-argument');
    const both = await readNotes({ text: 'a', file: '/nowhere' });
    const none = await readNotes({ text: undefined, file: '/nowhere/notes.md' });
    expect([both, none]).toMatchObject([
      { refusal: { code: 'bad-argument' } },
      { refusal: { code: 'no-such-file' } },
    ]);
  });
});
