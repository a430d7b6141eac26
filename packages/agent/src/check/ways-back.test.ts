import { release } from '@phasegate/rollout';
import type { Feed, Release } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import { advisory } from '../notice/notices.fixture.ts';
import { file } from '../state.fixture.ts';
import { digestsOfWaysBack } from './ways-back.ts';

const item = (version: string, facts: Partial<Release> = {}): Release =>
  release({ version: v(version), packages: [{ ...file, sha512: `of ${version}` }], ...facts });
const feed = (facts: Partial<Feed>): Feed => ({
  title: 'Notes',
  identity: undefined,
  releases: [],
  advisories: [],
  unusable: [],
  ...facts,
});

describe('the installers worth keeping', () => {
  it('are those of the running version and of what is older and not condemned', () => {
    const releases = [
      item('1.2.0'),
      item('1.1.0'),
      item('1.0.0'),
      item('0.9.0', { withdrawn: true }),
    ];
    const advisories = [{ ...advisory({}), versions: undefined }];
    expect(
      digestsOfWaysBack(factsOf('1.1.0').installed, feed({ releases, advisories }), NOW),
    ).toEqual(['of 1.1.0', 'of 1.0.0']);
  });

  it('are not that of a running version which is condemned', () => {
    const releases = [item('1.1.0', { withdrawn: true }), item('1.0.0')];
    expect(digestsOfWaysBack(factsOf('1.1.0').installed, feed({ releases }), NOW)).toEqual([
      'of 1.0.0',
    ]);
  });
});
