import { buildOf, setStage } from '@phasegate/scripts/stage/stage';
import type { Stage } from '@phasegate/scripts/stage/stage';
import { STORY_VERSIONS, tellTheLoop } from '@phasegate/scripts/demo/story';
import type { Ending } from '@phasegate/scripts/demo/story';
import { expect, test } from '@playwright/test';

// The demo's story as a test: real Electron, real electron-updater, a real file that is replaced, real git, real HTTP.
let stage: Stage;
let close: (() => Promise<void>) | undefined;

test.beforeAll(async () => {
  stage = await setStage({ versions: STORY_VERSIONS, say: () => undefined });
  close = stage.close;
});

test.afterAll(() => close?.());

test('a bad release goes out to 10 %, is rolled back, its user is told and taken back, and the fix goes forward', async () => {
  const pictures: string[] = [];
  const { early, late }: Ending = await tellTheLoop(stage, {
    step: (sentence, work) => test.step(sentence, work),
    picture: (_desktop, name) => {
      pictures.push(name);
      return Promise.resolve();
    },
    printed: () => undefined,
  });
  expect((await early.see()).version).toBe('1.1.1');
  expect((await late.see()).version).toBe('1.1.1');
  expect(pictures).toContain('bucket-7-withdrawn-notice');

  // Bucket 60 never asked for the bad file, and nobody fetched it twice.
  const bad = new URL(stage.urlOf(buildOf(stage.builds, '1.1.0'))).pathname;
  expect(stage.files.requests.filter(({ path }) => path === bad)).toHaveLength(1);
});
