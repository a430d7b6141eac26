import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder, temporaryFolder, writeFiles } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys, rootOf } from '../signed-feed.ts';
import { openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// phasegate-check as its user runs it, on feeds that are signed: it goes by the clock of this machine.
const program = fileURLToPath(new URL('../../apps/check/src/main.ts', import.meta.url));
const HOUR = 3_600_000;
let site: SignedSite;
let folder: string;

const at = (hours: number): string =>
  `${new Date(Date.now() + hours * HOUR).toISOString().slice(0, 19)}Z`;
const lasting = { issued: at(-1), expires: at(24) };

interface Answer {
  readonly decision: { readonly kind: string; readonly version?: string };
  readonly trust: string;
  readonly items: readonly { readonly version: string; readonly outcome: { code: string } }[];
  readonly problems: readonly { readonly code: string }[];
}

async function check(...more: readonly string[]): Promise<{ code: number; answer: Answer }> {
  const args = ['--feed-base', `${site.pages.url}/updates`, '--platform', 'linux', '--arch', 'x64'];
  const asked = ['--installed', '1.0.0', '--bucket', '60', '--json', '--app', 'com.example.notes'];
  const child = spawn(
    process.execPath,
    ['--conditions=source', program, ...args, ...asked, '--root', 'root.json', ...more],
    { env: { ...process.env, INIT_CWD: folder } },
  );
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (exit) => resolve(exit ?? -1)),
  );
  return { code, answer: JSON.parse(out) as Answer };
}

beforeEach(async () => {
  site = await openSignedSite();
  folder = await temporaryFolder('check');
  await writeFiles(folder, { 'root.json': rootOf(1, site.keys) });
});
afterEach(async () => {
  await site.close();
  await removeFolder(folder);
});

describe('phasegate-check --root', () => {
  it('offers what both keys have signed', async () => {
    const items = [await site.release('1.1.0')];
    await site.publish({ sequence: 5, items, identity: lasting });
    expect(await check()).toMatchObject({
      code: 0,
      answer: { trust: 'signed', decision: { kind: 'offer', version: '1.1.0' } },
    });
  });

  it('follows the published roots to new keys', async () => {
    const next = newKeys();
    await site.rotate(2, next);
    const items = [await site.release('1.1.0', {}, next.release)];
    await site.publish({ sequence: 5, items, identity: lasting, signer: next.feed });
    expect(await check()).toMatchObject({ code: 0, answer: { decision: { version: '1.1.0' } } });
  });

  it('says which release the release key does not vouch for', async () => {
    const items = [await site.release('1.1.0', { length: 1 })];
    await site.publish({ sequence: 5, items, identity: lasting });
    const { code, answer } = await check();
    expect(code).toBe(0);
    expect(answer.items).toMatchObject([
      { version: '1.1.0', outcome: { code: 'wrong-signature' } },
    ]);
  });

  it.each([
    ['feed-untrusted', 'signed by a stranger', { signer: newKeys().feed }],
    ['feed-untrusted', 'of another app', { identity: { ...lasting, app: 'com.example.mail' } }],
    ['feed-stale', 'that has expired', { identity: { issued: at(-48), expires: at(-24) } }],
    ['feed-clock', 'from the future', { identity: { issued: at(48), expires: at(72) } }],
  ])('ends with 1 and %s on a feed %s', async (code, _what, wrong) => {
    const items = [await site.release('1.1.0')];
    await site.publish({ sequence: 5, items, identity: lasting, ...wrong });
    const { code: exit, answer } = await check();
    expect(exit).toBe(1);
    expect(answer.problems).toMatchObject([{ code }]);
    expect(answer.decision.kind).toBe('hold');
  });

  it('reads one signed file without the host, as what it says that it is', async () => {
    const items = [await site.release('1.1.0')];
    const bytes = site.feed({ sequence: 5, items, identity: lasting });
    await writeFiles(folder, { 'feed.xml': bytes });
    const [file, root] = [path.join(folder, 'feed.xml'), path.join(folder, 'root.json')];
    const machine = ['--installed', '1.0.0', '--platform', 'linux', '--arch', 'x64'];
    const args = ['--conditions=source', program, '--feed-file', file, '--root', root];
    const child = spawn(process.execPath, [...args, ...machine]);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(out).toMatch(/1\.1\.0 is offered: it is newer than the installed version/);
  });
});
