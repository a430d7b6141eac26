import { describe, expect, it } from 'vitest';
import type { UpdateAgent } from '../main/index.ts';
import { createFakeAgent, sampleNotice, sampleSnapshot, snapshotWith } from './index.ts';

/** What an app under test may look like: it closes its exports while the running version may harm data. */
interface Editor {
  exportsOpen: boolean;
  readonly said: string[];
}

async function openEditor(updates: UpdateAgent): Promise<Editor> {
  const editor: Editor = { exportsOpen: true, said: [] };
  updates.on('notice', (notice) => {
    editor.exportsOpen = notice?.kind !== 'withdrawn' || notice.severity !== 'critical';
    editor.said.push(notice?.title ?? 'all is well');
  });
  updates.on('error', ({ message }) => void editor.said.push(message));
  await updates.start();
  return editor;
}

describe('an app under test with the fake agent', () => {
  it('closes its exports when the running version is withdrawn, and opens them again', async () => {
    const updates = createFakeAgent();
    const editor = await openEditor(updates);
    expect(editor).toMatchObject({ exportsOpen: true, said: [] });

    updates.show(snapshotWith('withdrawn', { severity: 'critical' }));
    expect(editor).toMatchObject({ exportsOpen: false, said: ['Notes 1.1.0 was withdrawn'] });

    updates.show(sampleSnapshot());
    expect(editor).toMatchObject({ exportsOpen: true });
    expect(editor.said.at(-1)).toBe('all is well');
  });

  it('hears of a notice once, however often the state around it changes', async () => {
    const updates = createFakeAgent();
    const editor = await openEditor(updates);
    const notice = sampleNotice('update-ready');
    updates.showNotice(notice);
    updates.showNotice({ ...notice });
    expect(editor.said).toEqual(['Notes 1.2.0 is ready to install']);
  });

  it('is told of a failure with its code, as by the real agent', async () => {
    const updates = createFakeAgent();
    const problems: string[] = [];
    updates.on('error', ({ code }) => void problems.push(code));
    await updates.start();
    updates.show(snapshotWith('update-failed'));
    updates.emit('error', { code: 'disk-full', message: 'the disk is full' });
    expect(problems).toEqual(['download-unreachable', 'disk-full']);
  });

  it('has its calls written down, with their arguments', async () => {
    const updates = createFakeAgent();
    const listener = (): void => undefined;
    const unsubscribe = updates.on('changed', listener);
    await updates.start();
    await updates.check();
    unsubscribe();
    updates.stop();
    expect(updates.calls).toEqual([
      { method: 'on', arguments: ['changed', listener] },
      { method: 'start', arguments: [] },
      { method: 'check', arguments: [] },
      { method: 'stop', arguments: [] },
    ]);
  });

  it('gets the answer that the test has prepared for its check', async () => {
    const updates = createFakeAgent({
      onCheck: (agent) => agent.show(snapshotWith('up-to-date')),
    });
    await updates.start();
    await updates.check();
    expect(updates.snapshot()?.notice?.kind).toBe('up-to-date');
    expect(updates.explain()).toContain('com.example.notes 1.1.0 is idle');
  });

  it('sees in the snapshot what the app is busy with, until that is over', async () => {
    const updates = createFakeAgent();
    await updates.start();
    const done = updates.busy('exporting');
    updates.busy('printing');
    expect(updates.snapshot()?.busy).toEqual(['exporting', 'printing']);
    done();
    done();
    expect(updates.snapshot()?.busy).toEqual(['printing']);
  });

  it('runs the guarded code of the app, and keeps what was asked of the installer', async () => {
    const updates = createFakeAgent();
    expect(await updates.guard(() => 'the app')).toBe('the app');
    updates.installLater('on-quit');
    updates.download('suspend');
    expect(updates.calls.slice(1)).toEqual([
      { method: 'installLater', arguments: ['on-quit'] },
      { method: 'download', arguments: ['suspend'] },
    ]);
  });

  it('knows nothing before the start and hears nothing after the stop', async () => {
    const updates = createFakeAgent({ onCheck: () => expect.unreachable() });
    await updates.check();
    const heard: string[] = [];
    updates.on('changed', ({ phase }) => void heard.push(phase));
    updates.show(snapshotWith('withdrawn'));
    expect([updates.snapshot(), updates.diagnostics()]).toEqual([undefined, undefined]);
    await updates.start();
    expect(heard).toEqual(['available']);
    updates.stop();
    updates.show(sampleSnapshot());
    await updates.check();
    expect(heard).toEqual(['available']);
    expect(updates.snapshot()?.phase).toBe('idle');
  });

  it('fails its test where a listener throws', async () => {
    const updates = createFakeAgent();
    updates.on('changed', () => {
      throw new Error('an expectation that failed');
    });
    await expect(updates.start()).rejects.toThrow('an expectation that failed');
  });
});
