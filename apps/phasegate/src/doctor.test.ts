import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { git, removeFolder, servePublished, temporaryFolder } from '@phasegate/testkit';
import type { PublishedPages, Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cli, must, publishedProduct } from './cli.fixture.ts';

interface Report {
  readonly exit: number;
  readonly findings: readonly {
    readonly check: string;
    readonly level: string;
    readonly message: string;
    readonly fix?: string;
  }[];
  readonly next: string;
}

let remote: Remote;
let site: PublishedPages;
let folder: string;
let keys: string;

beforeAll(async () => {
  ({ remote, folder } = await publishedProduct());
  keys = join(await temporaryFolder('keys'), 'k');
  site = await servePublished(remote);
  await must(cli(folder, 'keys', 'init', '--keys', keys, '--wait', '0', '--yes'));
  await site.deploy();
}, 60_000);

afterAll(async () => {
  await site.close();
  await remote.dispose();
  await removeFolder(join(keys, '..'));
});

async function examined(
  where = folder,
  ...more: readonly string[]
): Promise<Report & { readonly level: (check: string) => string | undefined }> {
  const base = ['--feed-base', `${site.url}/updates`, '--keys', keys];
  const { code, stdout, stderr } = await cli(where, 'doctor', '--json', ...base, ...more);
  const report = JSON.parse(stdout || `{"findings":[],"next":${JSON.stringify(stderr)}}`) as Report;
  expect(report.exit, stderr).toBe(code);
  const worst = (check: string): string | undefined =>
    ['error', 'warning', 'skipped', 'ok'].find((level) =>
      report.findings.some((one) => one.check === check && one.level === level),
    );
  return { ...report, level: worst };
}

describe('phasegate doctor', () => {
  it('finds nothing broken where nothing is, and says so on one screen', async () => {
    const report = await examined();
    expect(report.findings.filter(({ level }) => level === 'error')).toEqual([]);
    for (const check of ['node', 'git', 'remote', 'push', 'clock', 'feeds', 'published']) {
      expect(report.level(check), check).toBe('ok');
    }
    // Fresh keys lie together; they are to be handed out.
    expect(report.level('keys')).toBe('warning');
    const { stdout } = await cli(folder, 'doctor', '--keys', keys);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ Next: /);
  });

  it('names the command that mends it for everything that is not well', async () => {
    const mine = await remote.clone();
    await git(mine, ['config', 'remote.origin.pushurl', join(mine, 'nowhere')]);
    await writeFile(join(mine, '.git', 'index.lock'), '');
    await mkdir(join(mine, '.git', 'phasegate'), { recursive: true });
    await writeFile(join(mine, '.git', 'phasegate', 'queue.json'), '{}');
    const feed = (await readdir(keys)).find((name) => name.startsWith('feed-')) ?? '';
    await chmod(join(keys, feed), 0o644);
    const report = await examined(mine);
    await chmod(join(keys, feed), 0o600);
    expect(report.exit).toBe(1);
    expect(report.level('push')).toBe('error');
    expect(report.level('clone')).toBe('error');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ check: 'keys', fix: `chmod go-rwx "${join(keys, feed)}"` }),
    );
    for (const { level, fix } of report.findings) {
      expect(fix === undefined).toBe(level === 'ok' || level === 'skipped');
    }
  });

  it('sees that the host serves something else, and that the feeds were changed', async () => {
    const path = join(folder, 'updates/linux/stable/appcast.xml');
    const text = await readFile(path, 'utf8');
    await remote.publish({ 'updates/linux/stable/appcast.xml': text.replace('1.0.0', '6.6.6') });
    const report = await examined(folder, '--feed-base', `${site.url}/nowhere`);
    await remote.publish({ 'updates/linux/stable/appcast.xml': text });
    expect([report.level('feeds'), report.level('published')]).toEqual(['error', 'error']);
  });

  it('goes on with what it can where the config is broken', async () => {
    const config = await readFile(join(folder, 'phasegate.json'), 'utf8');
    await remote.publish({ 'phasegate.json': config.replace('"phases"', '"phase"') });
    const clone = await remote.clone();
    const report = await examined(clone);
    await remote.publish({ 'phasegate.json': config });
    expect([report.level('config'), report.level('feeds')]).toEqual(['error', 'skipped']);
    expect(report.findings.find(({ check }) => check === 'config')?.message).toContain('phases?');
  });

  it('does not wait for a remote that hangs, and looks at what this clone has', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((settle) => silent.once('listening', settle));
    const { port } = silent.address() as AddressInfo;
    const clone = await remote.clone();
    await git(clone, ['remote', 'set-url', 'origin', `http://127.0.0.1:${port}/feeds.git`]);
    const report = await examined(clone, '--timeout', '1');
    silent.close();
    expect(report.level('remote')).toBe('error');
    expect(report.findings.find(({ check }) => check === 'remote')?.message).toContain('in time');
    expect(report.level('feeds')).toBe('ok');
  });

  it('says what to do outside of any clone', async () => {
    const report = await examined('/');
    expect(report.exit).toBe(1);
    expect(report.next).toContain('git clone');
  });
});
