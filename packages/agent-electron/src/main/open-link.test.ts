import { describe, expect, it } from 'vitest';
import { createLinkOpener } from './open-link.ts';

async function open(href: string): Promise<{ opened: string[]; lines: string[] }> {
  const opened: string[] = [];
  const lines: string[] = [];
  const external = (address: string): Promise<void> => {
    opened.push(address);
    return Promise.resolve();
  };
  await createLinkOpener(external, { warn: (line) => lines.push(line) })(href);
  return { opened, lines };
}

describe('a link of a notice', () => {
  it.each(['https://example.com/notes/1.1.0?lang=en#fixed', 'https://example.com:8443/'])(
    'opens in the browser: %s',
    async (href) => {
      expect(await open(href)).toEqual({ opened: [href], lines: [] });
    },
  );

  it.each([
    'http://example.com/',
    'http://localhost:8080/',
    'file:///etc/passwd',
    'file://server/share/setup.exe',
    '\\\\server\\share\\setup.exe',
    'javascript:alert(1)',
    'data:text/html,hello',
    'ms-settings:about',
    'smb://server/share',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://example.com@evil.example/',
    'https://:secret@example.com/',
    'https://',
    '/notes',
    '',
  ])('never reaches the system: %s', async (href) => {
    const { opened, lines } = await open(href);
    expect(opened).toEqual([]);
    expect(lines).toEqual([expect.stringContaining('refused')]);
  });
});
