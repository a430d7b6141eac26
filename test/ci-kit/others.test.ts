import { layOutRelease } from '@phasegate/scripts/stage/built-release';
import { git, temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { setUp } from './desk.ts';
import { workflow } from './kit-files.ts';
import { runWorkflow } from './runner.ts';

const NARROW = 'updates/linux/stable-rollout-10%/appcast.xml';

describe('the emergency stop', () => {
  const stop = workflow('phasegate-emergency-stop.yml');

  it('takes everything that is rolling out of all feeds, with nothing typed at all', async () => {
    const { world, feeds } = await setUp();
    const jobs = await runWorkflow(stop, { ...world, inputs: { version: '', reason: '' } });
    expect(jobs['stop']).toMatchObject({ result: 'success' });
    expect(await feeds.remote.read(NARROW)).not.toContain('<sparkle:version>1.1.0');
    expect((await feeds.remote.log())[0]).toContain('Emergency stop from GitHub');
  });

  it('does not wait for a writer whose push is under way, and both hold', async () => {
    const { world, feeds } = await setUp();
    const [renew, jobs] = await Promise.all([
      runWorkflow(workflow('phasegate-renew.yml'), world),
      runWorkflow(stop, { ...world, inputs: { version: '1.1.0', reason: 'now' } }),
    ]);
    expect([renew['renew']?.result, jobs['stop']?.result]).toEqual(['success', 'success']);
    expect(await feeds.remote.read(NARROW)).not.toContain('<sparkle:version>1.1.0');
    const verify = await runWorkflow(workflow('phasegate-monitor.yml'), world);
    expect(verify['verify']).toMatchObject({ result: 'success' });
  });

  it('says so and is no failure when it is given twice', async () => {
    const { world } = await setUp();
    const typed = { ...world, inputs: { version: '1.1.0', reason: 'now' } };
    await runWorkflow(stop, typed);
    const jobs = await runWorkflow(stop, typed);
    expect(jobs['stop']).toMatchObject({ result: 'success' });
    expect(jobs['stop']?.summary).toContain('nothing-to-do');
  });
});

describe('the weekly renewal', () => {
  it('signs all feeds anew', async () => {
    const { world, feeds } = await setUp();
    const jobs = await runWorkflow(workflow('phasegate-renew.yml'), world);
    expect(jobs['renew']).toMatchObject({ result: 'success' });
    expect(await feeds.remote.read(NARROW)).toContain('sequence="4"');
  });

  it('fails with words about the key where the secret is not set', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const { PHASEGATE_FEED_KEY: _none, ...rest } = world.secrets['phasegate'] ?? {};
    const jobs = await runWorkflow(workflow('phasegate-renew.yml'), {
      ...world,
      secrets: { phasegate: rest },
    });
    expect(jobs['renew']).toMatchObject({ result: 'failure' });
    expect(jobs['renew']?.log).toMatch(/::error title=Phasegate::.*feed key/i);
    expect(await feeds.remote.head()).toBe(before);
  });
});

describe('the hourly monitor', () => {
  const monitor = workflow('phasegate-monitor.yml');

  it('finds all well, and nothing due', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const jobs = await runWorkflow(monitor, world);
    expect(jobs).toMatchObject({ verify: { result: 'success' }, advance: { result: 'success' } });
    expect(await feeds.remote.head()).toBe(before);
  });

  it('warns when the host lags behind, and does not fail', async () => {
    const { world, feeds } = await setUp({ hosting: { deployOnPush: false } });
    await runWorkflow(workflow('phasegate-emergency-stop.yml'), {
      ...world,
      inputs: { version: '', reason: '' },
      wait: '1',
    });
    const jobs = await runWorkflow(monitor, world);
    expect(jobs['verify']).toMatchObject({ result: 'success' });
    expect(jobs['verify']?.log).toContain('::warning title=Phasegate::');
    await feeds.pages.deploy();
    const later = await runWorkflow(monitor, world);
    expect(later['verify']?.log).not.toContain('::warning');
  });

  it('fails when somebody wrote into a feed by hand', async () => {
    const { world, feeds } = await setUp();
    const text = (await feeds.remote.read(NARROW)) ?? '';
    await feeds.remote.publish({ [NARROW]: text.replace('Notes 1.1.0', 'Notes 1.1.O') });
    const jobs = await runWorkflow(monitor, world);
    expect(jobs).toMatchObject({ verify: { result: 'failure' }, advance: { result: 'skipped' } });
  });
});

describe('the drill', () => {
  const drill = workflow('phasegate-drill.yml');

  it('stops everything on a copy, and leaves the feeds as they are', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const jobs = await runWorkflow(drill, world);
    expect(jobs['drill']).toMatchObject({ result: 'success' });
    expect(jobs['drill']?.summary).toContain('The drill went well');
    expect(jobs['drill']?.summary).toMatch(/: \d+ s from the command to the push/);
    expect(await feeds.remote.head()).toBe(before);
  });

  it('fails while nothing burns where the key is a wrong one', async () => {
    const { world } = await setUp();
    const other = await setUp({ passphrase: 'correct horse battery staple' });
    const jobs = await runWorkflow(drill, { ...world, secrets: other.world.secrets });
    expect(jobs['drill']).toMatchObject({ result: 'failure' });
    expect(jobs['drill']?.summary).toContain('Came as far as: the stop');
  });
});

describe('the release workflow', () => {
  // The jobs before it build on other systems, and publish at GitHub.
  const release = workflow('phasegate-release.yml');
  const { enter: entering = { steps: [] } } = release.jobs;
  const enter = { ...release, jobs: { enter: { ...entering, needs: [] } } };

  it('enters what was built on each platform and offers it to the first machines', async () => {
    const { world, feeds } = await setUp();
    await runWorkflow(workflow('phasegate-rollout.yml'), {
      ...world,
      inputs: { action: 'rollback', version: '1.1.0', platform: 'all', phase: '', reason: 'bad' },
    });
    const built = { refName: 'v1.2.0', artifacts: await artifacts('1.2.0') };
    const done = await runWorkflow(enter, { ...world, ...built });
    expect(done['enter']).toMatchObject({ result: 'success' });
    const narrow = (await feeds.remote.read(NARROW)) ?? '';
    expect(narrow).toContain('<sparkle:version>1.2.0');
    expect(narrow).toContain(
      'https://github.com/example/notes/releases/download/v1.2.0/notes-1.2.0.AppImage',
    );
    expect(await feeds.remote.read('updates/linux/stable/appcast.xml')).not.toContain('1.2.0<');
  });

  it('enters it, and leaves it to people what becomes of one that is rolling out', async () => {
    const { world, feeds } = await setUp();
    const built = { refName: 'v1.2.0', artifacts: await artifacts('1.2.0') };
    const done = await runWorkflow(enter, { ...world, ...built });
    expect(done['enter']).toMatchObject({ result: 'failure' });
    expect(done['enter']?.log).toMatch(/::error title=Phasegate::.*Next: .*--overtake/);
    expect(await feeds.remote.read(NARROW)).not.toContain('<sparkle:version>1.2.0');
    const typed = { action: 'start', version: '1.2.0', platform: 'all', phase: '', reason: '' };
    const start = await runWorkflow(workflow('phasegate-rollout.yml'), {
      ...world,
      inputs: { ...typed, others: 'overtake' },
    });
    expect(start['carry-out']).toMatchObject({ result: 'success' });
    expect(await feeds.remote.read(NARROW)).toContain('<sparkle:version>1.2.0');
    expect(await feeds.remote.read(NARROW)).not.toContain('<sparkle:version>1.1.0');
  });

  it.each(['v1.2', 'release', 'v1.2.0;id', 'v$(id)', 'v1.2.0\nx=y'])(
    'refuses the tag %j before anything is touched',
    async (refName) => {
      const { world, feeds } = await setUp();
      const before = await feeds.remote.head();
      const done = await runWorkflow(enter, { ...world, refName });
      expect(done['enter']).toMatchObject({ result: 'failure' });
      expect(await feeds.remote.head()).toBe(before);
    },
  );
});

describe('a cancelled workflow', () => {
  it('stops the command where nothing is half done', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const hanging = await feeds.remote.hangPushes();
    const run = runWorkflow(workflow('phasegate-renew.yml'), {
      ...world,
      cancelled: hanging.arrived(),
    });
    const jobs = await run;
    await hanging.letGo();
    expect(jobs['renew']).toMatchObject({ result: 'failure' });
    expect(jobs['renew']?.summary).toContain('exit code 130');
    expect(await feeds.remote.head()).toBe(before);
    expect(await git(feeds.folder, ['status', '--porcelain'])).toBe('');
  });
});

/** What electron-builder leaves on three systems. */
async function artifacts(version: string): Promise<string> {
  const folder = await temporaryFolder('artifacts');
  await layOutRelease(folder, version);
  return folder;
}
