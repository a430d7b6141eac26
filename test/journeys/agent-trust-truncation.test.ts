import {
  AgentError,
  checkFeed,
  DEFAULT_PHASES,
  parseBucket,
  parseVersion,
  signedBy,
} from '@phasegate/agent';
import type { CheckQuestion } from '@phasegate/agent';
import { expect, it } from 'vitest';
import { rootOf } from '../signed-feed.ts';
import { NOON, openSignedSite } from './signed-site.ts';

it('a good feed that ends anywhere too early is refused, whatever the byte, and the whole one is taken', async () => {
  const site = await openSignedSite();
  const whole = site.feed({ sequence: 5, items: [await site.release('1.1.0')] });
  const [version, bucket] = [parseVersion('1.0.0'), parseBucket('60')];
  await site.close();
  if (version === undefined || bucket === undefined) {
    throw new Error('1.0.0 and 60 are a version and a bucket');
  }
  const question: CheckQuestion = {
    installed: {
      version,
      bucket,
      platform: 'linux',
      arch: 'x64',
      packageKinds: ['AppImage'],
      systemVersion: undefined,
      channels: [],
      blockedVersions: [],
      wentBackFrom: undefined,
      mayGoBack: true,
      floor: undefined,
    },
    app: 'com.example.notes',
    feedBase: 'https://example.com/updates',
    phases: DEFAULT_PHASES,
    forcedFeed: undefined,
    trust: signedBy(rootOf(1, site.keys)),
    allowLoopbackHttp: true,
    remembered: undefined,
  };
  const ask = (bytes: Uint8Array): Promise<string> =>
    checkFeed(
      (url) =>
        Promise.resolve(
          url.includes('/keys/')
            ? { kind: 'missing', status: 404 }
            : { kind: 'body', bytes, etag: undefined },
        ),
      question,
      () => NOON,
    ).then(
      ({ decision }) => decision.kind,
      (error: unknown) => (error instanceof AgentError ? error.code : String(error)),
    );
  const codes = new Set<string>();
  for (let length = 0; length < whole.length; length += 1) {
    codes.add(await ask(whole.subarray(0, length)));
  }
  expect([...codes]).toEqual(['feed-untrusted']);
  expect(await ask(whole)).toBe('offer');
});
