import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sitDown } from './desk.ts';
import type { Desk } from './desk.ts';

const ESCAPE = '\u001b';
const IN_GIT = '.git/said';

/** What a command wrote into a file that git does not see. */
function saidIn({ feeds }: Desk, ending: string): Promise<string> {
  return readFile(path.join(feeds.folder, `${IN_GIT}.${ending}`), 'utf8');
}

async function coloursOn({ terminal }: Desk): Promise<boolean> {
  const { lines } = await terminal.capture();
  return lines.some((line) => line.includes(`${ESCAPE}[1m`));
}

describe('the output', () => {
  it('has colours on a terminal, and none where NO_COLOR forbids them', async () => {
    const desk = await sitDown();
    await desk.terminal.run('phasegate rollout status');
    expect(await coloursOn(desk)).toBe(true);
    await desk.terminal.clear();
    await desk.terminal.run('NO_COLOR=1 phasegate rollout status');
    expect(await desk.terminal.text()).toContain('rolling');
    expect(await coloursOn(desk)).toBe(false);
  });

  it('has no escape code in a pipe or a file, stderr neither', async () => {
    const desk = await sitDown();
    await desk.terminal.run(`phasegate rollout pause 1.1.0 --dry-run 2>&1 | cat >${IN_GIT}.pipe`);
    await desk.terminal.run(`phasegate rollout pause 1.2.0 >${IN_GIT}.out 2>${IN_GIT}.err`);
    const [pipe, err] = await Promise.all([saidIn(desk, 'pipe'), saidIn(desk, 'err')]);
    expect(pipe).toContain('Dry run');
    expect(err).toContain('1.2.0');
    for (const text of [pipe, err, await saidIn(desk, 'out')]) {
      expect(text).not.toContain(ESCAPE);
    }
  });

  it('asks nothing when it cannot be answered, since stdin is no terminal', async () => {
    const desk = await sitDown();
    expect(await desk.terminal.run('echo y | phasegate rollout escalate 1.1.0')).toBe(3);
    expect(await desk.terminal.text()).toContain('nobody is at a terminal');
  });
});

describe('with --json on a terminal', () => {
  it('stdout is one document, also when something was asked and answered', async () => {
    const desk = await sitDown();
    await desk.terminal.enter(`phasegate --json rollout escalate 1.1.0 >${IN_GIT}.out`);
    await desk.terminal.shows('Escalate 1.1.0 to 50 % on macos, windows, linux?');
    await desk.terminal.type('y');
    expect(await desk.terminal.ended()).toBe(0);
    const document = JSON.parse(await saidIn(desk, 'out')) as unknown;
    expect(document).toMatchObject({ ok: true, outcome: 'done', exit: 0, versions: ['1.1.0'] });
  });

  it('stdout is one document, also when the question was called off', async () => {
    const desk = await sitDown();
    await desk.terminal.enter(`phasegate --json rollback 1.1.0 --reason x >${IN_GIT}.out`);
    await desk.terminal.shows('Type 1.1.0 to go on');
    await desk.terminal.press('C-c');
    expect(await desk.terminal.ended()).toBe(130);
    const document = JSON.parse(await saidIn(desk, 'out')) as unknown;
    expect(document).toMatchObject({ ok: false, outcome: 'interrupted', exit: 130 });
  });

  it('a file with what is said beside it has no escape code, whatever stdout is', async () => {
    const desk = await sitDown();
    await desk.terminal.run(`phasegate --json rollout pause 1.1.0 2>${IN_GIT}.err`);
    const said = await saidIn(desk, 'err');
    expect(said).toContain('Pause 1.1.0');
    expect(said).not.toContain(ESCAPE);
    expect(await coloursOn(desk)).toBe(false);
  });
});
