import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { gitEnvironment } from '@phasegate/testkit';
import { expect, it } from 'vitest';

import { publishedProduct } from './cli.fixture.ts';

it('a reader that has seen enough does not stop a change half-way', async () => {
  const { remote, folder } = await publishedProduct();
  const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
  const env = { ...process.env, ...gitEnvironment(), INIT_CWD: folder };
  const child = spawn(
    process.execPath,
    ['--conditions=source', entry, 'rollout', 'pause', '1.1.0'],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.destroy();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise((ended) => child.on('close', ended));
  expect([code, complaints]).toEqual([0, expect.not.stringContaining('EPIPE')]);
  expect(await remote.read('updates/linux/stable-rollout-10%/appcast.xml')).not.toContain('1.1.0');
  await remote.dispose();
}, 60_000);
