import { homedir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { brokenAt, hung, shortPath } from './prose.ts';

describe('a sentence that is too long for the screen', () => {
  it('is broken between words, and what follows hangs below it', () => {
    expect(brokenAt(' ! Machines that have it are told at their next check', 36)).toBe(
      ' ! Machines that have it are told\n   at their next check',
    );
    expect(brokenAt('   1.1.0 is withdrawn on macos and on linux', 30)).toBe(
      '   1.1.0 is withdrawn on macos\n   and on linux',
    );
  });

  it('keeps a word whole that is longer than a line, since somebody may copy it', () => {
    const url = 'https://example.github.io/notes/updates/linux/stable/appcast.xml';
    expect(brokenAt(`   ${url}: gone`, 40)).toContain(url);
  });
});

describe('a sentence behind a label', () => {
  it('goes on below its own beginning, and leaves the last column free', () => {
    const step = 'phasegate rollback 1.1.0 --reason "..."';
    expect(hung(step, 30, 7)).toBe('phasegate rollback\n       1.1.0 --reason "..."');
    for (const line of `       ${hung(step, 30, 7)}`.split('\n')) {
      expect(line.length).toBeLessThan(30);
    }
  });
});

describe('a path', () => {
  it('begins where the reader stands, or at their home', () => {
    expect(shortPath('/srv/pages/.git/phasegate/backup/1', '/srv/pages')).toBe(
      '.git/phasegate/backup/1',
    );
    expect(shortPath(join(homedir(), '.phasegate/keys/a'), '/srv/pages')).toBe(
      '~/.phasegate/keys/a',
    );
    expect(shortPath('/mnt/key/feed.json', '/srv/pages')).toBe('/mnt/key/feed.json');
  });
});
