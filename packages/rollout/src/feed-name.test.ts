import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aliasOf, feedNameOf, feedUrl, phaseOfFeed } from './feed-name.ts';
import type { Phase } from './phase.ts';

const { feedFileUrl } = JSON.parse(
  readFileSync(new URL('../../../test/vectors/names.json', import.meta.url), 'utf8'),
) as { feedFileUrl: Record<string, string> };

describe('a feed name', () => {
  it.each(Object.entries(feedFileUrl))('%s becomes %s, encoded once', (name, path) => {
    const base = 'https://example.github.io/notes/updates';
    expect(feedUrl(base, 'linux', name)).toBe(`${base}/linux/${path}`);
    expect(feedUrl(`${base}/`, 'linux', name)).toBe(`${base}/linux/${path}`);
  });

  it('says its phase and is said by it', () => {
    for (let percent = 1; percent <= 100; percent += 1) {
      expect(phaseOfFeed(feedNameOf(percent as Phase))).toBe(percent);
    }
  });

  it.each(['', 'Stable', 'stable-rollout-10', 'stable-rollout-0%', 'stable-rollout-100%', 'beta'])(
    'is not %j',
    (name) => expect(phaseOfFeed(name)).toBeUndefined(),
  );

  it('has an alias without the sign for hosts that refuse it', () => {
    expect(aliasOf('stable-rollout-10%')).toBe('stable-rollout-10');
    expect(aliasOf('stable')).toBe('stable');
  });
});
