import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { removeFolder, temporaryFolder, writeFiles } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKeys, rootOf } from '../signed-feed.ts';
import { openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// The real phasegate-check in a process of its own, on a signed feed.
const program = fileURLToPath(new URL('../../apps/check/src/main.ts', import.meta.url));
let site: SignedSite;
let folder: string;

interface Row {
  readonly trust: string;
  readonly decision: { readonly kind: string; readonly reason: { readonly code: string } };
  readonly problems: readonly { readonly code: string }[];
}

async function check(...args: readonly string[]): Promise<{ code: number; out: string }> {
  const asked = ['--feed-base', `${site.pages.url}/updates`, '--platform', 'linux', '--json'];
  const where = ['--arch', 'x64', '--installed', '1.0.0', '--bucket', '60'];
  const child = spawn(
    process.execPath,
    ['--conditions=source', program, ...asked, ...where, ...args],
    {
      env: { ...process.env, INIT_CWD: folder },
    },
  );
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (exit) => resolve(exit ?? -1)),
  );
  return { code, out };
}

beforeAll(async () => {
  site = await openSignedSite();
  folder = await temporaryFolder('check');
  const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  await writeFiles(folder, {
    '1.root.json': rootOf(1, site.keys, site.keys, inAYear),
    'other.root.json': rootOf(1, newKeys(), undefined, inAYear),
  });
  const [issued, expires] = [-1, 1].map(
    (hours) => `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19)}Z`,
  );
  const identity = { issued: issued ?? '', expires: expires ?? '' };
  await site.publish({ sequence: 5, items: [await site.release('1.1.0')], identity });
});
afterAll(async () => {
  await site.close();
  await removeFolder(folder);
});

describe('phasegate-check', () => {
  it('verifies a feed with --root and says signed; without it says unsigned', async () => {
    const signed = await check('--root', '1.root.json');
    expect(JSON.parse(signed.out)).toMatchObject({
      trust: 'signed',
      decision: { kind: 'offer', version: '1.1.0' },
    });
    const unsigned = JSON.parse((await check()).out) as Row;
    expect(unsigned).toMatchObject({ trust: 'unsigned', decision: { kind: 'offer' } });
  });

  it('refuses a feed that the root does not know, with exit code 1', async () => {
    const { code, out } = await check('--root', 'other.root.json');
    expect(JSON.parse(out)).toMatchObject({
      trust: 'signed',
      decision: { kind: 'hold', reason: { code: 'feed-untrusted' } },
      problems: [{ code: 'feed-untrusted' }],
    });
    expect(code).toBe(1);
  });

  it('takes no file for a root that is none', async () => {
    expect((await check('--root', 'missing.json')).code).toBe(2);
  });
});
