import { compareVersions, parseVersion } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';

import { foreignFeedXml, foreignVersion } from './foreign-feed.ts';

describe('a feed of somebody else', () => {
  it('holds every version once, the newest first, and the same text for the same seed', () => {
    const text = foreignFeedXml(2000);
    const versions = [...text.matchAll(/<sparkle:version>([^<]+)</g)].flatMap(
      (found) => parseVersion(found[1] ?? '') ?? [],
    );
    expect(versions).toHaveLength(2000);
    expect(
      versions.every((one, at) => at === 0 || compareVersions(one, versions[at - 1] ?? one) < 0),
    ).toBe(true);
    expect(versions[1234]).toBe(foreignVersion(2000, 1234));
    expect(foreignFeedXml(20, 7)).toBe(foreignFeedXml(20, 7));
    expect(foreignFeedXml(20, 7)).not.toBe(foreignFeedXml(20, 8));
  });
});
