import { git } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { setUp } from './desk.ts';
import { workflow } from './kit-files.ts';
import { runWorkflow } from './runner.ts';

const rollout = workflow('phasegate-rollout.yml');
const STABLE = 'updates/linux/stable/appcast.xml';
const NARROW = 'updates/linux/stable-rollout-10%/appcast.xml';
const WIDER = 'updates/linux/stable-rollout-50%/appcast.xml';
const typed = { version: '1.1.0', phase: '', platform: 'all', reason: '' };

describe('the rollout workflow', () => {
  it('shows the plan, waits for the approval, and carries out what was approved', async () => {
    const { world, feeds } = await setUp();
    const jobs = await runWorkflow(rollout, { ...world, inputs: { ...typed, action: 'escalate' } });
    expect(jobs['plan']?.summary).toContain('Escalate 1.1.0 to 50 % on macos, windows, linux');
    expect(jobs['plan']?.summary).toContain('```diff');
    expect(jobs['carry-out']).toMatchObject({ result: 'success' });
    expect(jobs['carry-out']?.summary).toMatch(
      /commit \| \[[0-9a-f]{12}\]\(https:\/\/github.com\/example\/notes\/commit\//,
    );
    expect(await feeds.remote.read(WIDER)).toContain('<sparkle:version>1.1.0');
    const author = await git(feeds.remote.url, ['log', '-1', '--format=%an', feeds.remote.branch]);
    expect(author).toBe('octo-cat');
  });

  it('changes nothing when the approval is refused', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const inputs = { ...typed, action: 'escalate' };
    const jobs = await runWorkflow(rollout, { ...world, inputs, approves: false });
    expect(jobs).toMatchObject({ plan: { result: 'success' }, 'carry-out': { result: 'skipped' } });
    expect(await feeds.remote.head()).toBe(before);
  });

  it('pauses without an approval', async () => {
    const { world, feeds } = await setUp();
    const inputs = { ...typed, action: 'pause', platform: 'linux' };
    const jobs = await runWorkflow(rollout, { ...world, inputs, approves: false });
    expect(jobs['carry-out']).toMatchObject({ result: 'success' });
    expect(await feeds.remote.read(NARROW)).not.toContain('<sparkle:version>1.1.0');
    expect(await feeds.remote.read(NARROW.replace('linux', 'macos'))).toContain('1.1.0');
  });

  it('does not carry out what nobody approved: somebody else was faster, and the plan is another one', async () => {
    const { world, feeds } = await setUp();
    const inputs = { ...typed, action: 'escalate' };
    const meanwhile = async (job: string): Promise<void> => {
      if (job === 'approve') {
        await runWorkflow(rollout, { ...world, inputs });
      }
    };
    const jobs = await runWorkflow(rollout, { ...world, inputs, meanwhile });
    expect(jobs['carry-out']).toMatchObject({ result: 'failure' });
    expect(jobs['carry-out']?.log).toContain('What was approved is "Escalate 1.1.0 to 50 %');
    expect(await feeds.remote.read(WIDER)).toContain('<sparkle:version>1.1.0');
    expect(await feeds.remote.read(STABLE)).not.toContain('<sparkle:version>1.1.0');
  });

  it('fails in the plan when it is refused, with the next step in the summary', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const inputs = { ...typed, version: '1.0.0', action: 'rollback', reason: 'bad' };
    const jobs = await runWorkflow(rollout, { ...world, inputs });
    expect(jobs).toMatchObject({ plan: { result: 'failure' }, 'carry-out': { result: 'skipped' } });
    expect(jobs['plan']?.log).toContain('::error title=Phasegate::');
    expect(jobs['plan']?.summary).toContain('**Next:**');
    expect(await feeds.remote.head()).toBe(before);
  });

  it('ends well where there is nothing to do', async () => {
    const { world } = await setUp();
    const jobs = await runWorkflow(rollout, { ...world, inputs: { ...typed, action: 'start' } });
    expect(jobs).toMatchObject({
      plan: { result: 'success', outputs: { outcome: 'nothing-to-do' } },
      'carry-out': { result: 'skipped' },
    });
  });

  it('is refused by the host of the repository without the deploy key: the token only reads', async () => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const keyless = { ...world.secrets['phasegate'], PHASEGATE_DEPLOY_KEY: '' };
    const inputs = { ...typed, action: 'pause' };
    const jobs = await runWorkflow(rollout, { ...world, inputs, secrets: { phasegate: keyless } });
    expect(jobs['carry-out']).toMatchObject({ result: 'failure' });
    expect(await feeds.remote.head()).toBe(before);
  });
});
