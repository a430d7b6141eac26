import { git, servePublished } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';

import { addVersion, cli, must, publishedProduct, script, startCli } from './cli.fixture.ts';

const STABLE = 'updates/linux/stable/appcast.xml';
const NARROW = 'updates/linux/stable-rollout-10%/appcast.xml';

describe('the whole road', () => {
  it('goes from 10 % over a pause to everybody and back, with the published feed as the last word', async () => {
    const own = await publishedProduct();
    const pages = await servePublished(own.remote, { delayMs: 200 });
    const base = ['--feed-base', `${pages.url}/updates`, '--wait', '30'];
    const say = (...args: readonly string[]): ReturnType<typeof cli> =>
      must(cli(own.folder, ...args, ...base));
    await say('rollout', 'pause', '1.1.0');
    expect(await served(pages.url, NARROW)).not.toContain('1.1.0');
    await say('rollout', 'resume', '1.1.0', '--yes');
    const wide = await say('rollout', 'escalate', '1.1.0', '--yes');
    expect(wide.stdout).toContain('health gate is off');
    expect(wide.stdout).toContain('The host serves all 5 feeds as meant');
    await say('rollout', 'escalate', '1.1.0', '--confirm', '1.1.0');
    expect(await served(pages.url, STABLE)).toContain('<sparkle:version>1.1.0');
    await say(
      'rollback',
      '1.1.0',
      '--reason',
      'it closes [skip ci]',
      '--confirm',
      '1.1.0',
      '--severity',
      'critical',
      '--issue',
      'Notes closes',
    );
    const stable = await served(pages.url, STABLE);
    expect(stable).not.toContain('<sparkle:version>1.1.0');
    expect(stable).toContain('<phasegate:action kind="go-back" version="1.0.0"/>');
    await say('verify', '--live');
    expect((await own.remote.log())[0]).toBe('Roll back 1.1.0 on linux: it closes (skip ci)');
    await pages.close();
    await own.remote.dispose();
  }, 90_000);

  it('is pending with 7 when the host does not come up to it, and says how to look again', async () => {
    const own = await publishedProduct();
    const pages = await servePublished(own.remote, { deployOnPush: false });
    const args = ['--feed-base', `${pages.url}/updates`, '--wait', '1'];
    const { code, stdout } = await cli(own.folder, 'rollout', 'pause', '1.1.0', ...args);
    expect(code).toBe(7);
    expect(stdout).toContain('the host still serves other bytes');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(' Next: phasegate verify --live');
    await pages.deploy();
    expect((await cli(own.folder, 'verify', '--live', ...args)).code).toBe(0);
    await pages.close();
    await own.remote.dispose();
  }, 60_000);

  it('lets two operators work at once: both commands hold, and nothing of either is lost', async () => {
    const own = await publishedProduct();
    await addVersion(own.folder, '1.2.0');
    const other = await own.remote.clone();
    const ran = await Promise.all([
      cli(own.folder, 'rollback', '1.1.0', '--reason', 'one', '--yes'),
      cli(other, 'rollout', 'start', '1.2.0', '--beside'),
    ]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    const narrow = (await own.remote.read(NARROW)) ?? '';
    expect(narrow).toContain('<sparkle:version>1.2.0');
    expect(narrow).not.toContain('<sparkle:version>1.1.0');
    expect((await cli(other, 'verify')).code).toBe(0);
    await own.remote.dispose();
  }, 60_000);

  it('is stopped by Ctrl-C with 130 and leaves nothing behind', async () => {
    const own = await publishedProduct();
    const hanging = await own.remote.hangPushes();
    const before = await git(own.folder, ['rev-parse', 'HEAD']);
    const run = startCli('main', own.folder, ['rollout', 'pause', '1.1.0']);
    await hanging.arrived();
    run.kill('SIGINT');
    expect(await run.done).toMatchObject({ code: 130 });
    expect(await git(own.folder, ['rev-parse', 'HEAD'])).toBe(before);
    expect(await git(own.folder, ['status', '--porcelain'])).toBe('');
    await hanging.letGo();
    await own.remote.dispose();
  }, 60_000);

  it('takes everything that is rolling out in one step, also through the script of the specification', async () => {
    const own = await publishedProduct();
    await must(
      script(
        'manage-rollout',
        own.folder,
        '--phase',
        '10%',
        '--action',
        'pause',
        '--version',
        '1.1.0',
      ),
    );
    expect(await own.remote.read(NARROW)).not.toContain('1.1.0');
    await must(
      script(
        'manage-rollout',
        own.folder,
        '--phase',
        '10',
        '--action',
        'resume',
        '--version',
        '1.1.0',
      ),
    );
    const wrong = await script(
      'manage-rollout',
      own.folder,
      '--phase',
      '50',
      '--action',
      'escalate',
      '--version',
      '1.1.0',
    );
    expect(wrong.code).toBe(4);
    await must(cli(own.folder, 'emergency', 'stop', '--reason', 'fire'));
    expect(await own.remote.read(NARROW)).not.toContain('1.1.0');
    await must(
      script(
        'rollback-release',
        own.folder,
        '--version',
        '1.1.0',
        '--appcast',
        STABLE,
        '--reason',
        'bad',
      ),
    );
    expect(await own.remote.read(NARROW)).toContain('versions="1.1.0"');
    await own.remote.dispose();
  }, 60_000);
});

async function served(url: string, path: string): Promise<string> {
  const parts = path.split('/').map((part) => encodeURIComponent(part));
  return (await fetch(`${url}/${parts.join('/')}`)).text();
}
