import { signedBy } from '@phasegate/agent';
import { removeFolder, sampleRelease, startPages, temporaryFolder } from '@phasegate/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMachine } from './machine.ts';
import { openSignedWorld } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

// What the operators' command line signs, held against the whole agent: real git, real host, real files.
let world: SignedWorld;

beforeAll(async () => {
  world = await openSignedWorld();
}, 120_000);
afterAll(() => world.close());

it('a machine follows its signed publisher up, over a rotation of the feed key, and back', async () => {
  const root = Buffer.from((await world.root(1)) ?? []).toString('utf8');
  const { feedBase } = world;
  const folder = await temporaryFolder('files');
  const pages = await startPages({ root: folder });
  for (const version of ['1.0.0', '1.1.0']) {
    await sampleRelease({ version, folder, url: pages.url });
  }
  const mirrored = (url: string): string => url.replace('https://example.com', pages.url);
  const here = await createMachine({
    feedBase,
    bucket: 7,
    version: '0.9.0',
    allowUnsignedGoBack: false,
    trust: signedBy(root),
    ports: (ports) => ({
      ...ports,
      installers: {
        ...ports.installers,
        download: (target, ...rest) => {
          const file = { ...target.package, url: mirrored(target.package.url) };
          return ports.installers.download({ ...target, package: file }, ...rest);
        },
      },
    }),
  });
  await here.start();
  expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.0.0' });
  await here.press('install');
  await world.add('1.1.0');
  await world.run('rollout', 'start', '1.1.0', '--phase', '10', '--yes');
  expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
  await here.press('install');
  expect(here.version()).toBe('1.1.0');
  await world.run('keys', 'rotate', 'feed', '--yes');
  await world.run('rollback', '1.1.0', '--reason', 'It loses text', '--yes');
  const seen = await here.check();
  expect(seen).toMatchObject({
    notice: { kind: 'withdrawn' },
    diagnostics: { trust: 'signed', rootVersion: 2, lastCheck: { outcome: 'go-back' } },
  });
  await here.press('go-back');
  expect(here.version()).toBe('1.0.0');
  here.stop();
  await pages.close();
  await removeFolder(folder);
}, 120_000);
