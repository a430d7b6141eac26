import { git } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { sitDown } from './desk.ts';
import type { Desk } from './desk.ts';

// The real command line in a real terminal: what a person is asked, and what becomes of each answer.

const headOf = ({ feeds }: Desk): Promise<string | undefined> => feeds.remote.head();
const WIDER = 'updates/linux/stable-rollout-50%/appcast.xml';

describe('escalating asks y/N', () => {
  const ask = 'Escalate 1.1.0 to 50 % on macos, windows, linux?';

  it('and does it after a yes', async () => {
    const desk = await sitDown();
    await desk.terminal.enter('phasegate rollout escalate 1.1.0');
    await desk.terminal.shows(ask);
    await desk.terminal.type('y');
    expect(await desk.terminal.ended()).toBe(0);
    expect(await desk.feeds.remote.read(WIDER)).toContain('<sparkle:version>1.1.0');
  });

  it.each([
    ['n', 'n', 3, 'You said no; nothing was changed'],
    [
      'Enter alone, since no is what it begins with',
      'Enter',
      3,
      'You said no; nothing was changed',
    ],
    ['Ctrl-C', 'C-c', 130, 'Stopped before anything was changed'],
    ['Escape', 'Escape', 130, 'Stopped before anything was changed'],
  ])('and changes nothing after %s', async (_name, key, code, said) => {
    const desk = await sitDown();
    const before = await headOf(desk);
    await desk.terminal.enter('phasegate rollout escalate 1.1.0');
    await desk.terminal.shows(ask);
    await desk.terminal.press(key);
    expect(await desk.terminal.ended()).toBe(code);
    expect(await desk.terminal.text()).toContain(said);
    expect(await headOf(desk)).toBe(before);
    expect(await git(desk.feeds.folder, ['status', '--porcelain'])).toBe('');
  });
});

describe('rolling back wants the version typed', () => {
  const line = 'phasegate rollback 1.1.0 --reason "it closes"';
  const ask = 'Type 1.1.0 to go on';

  it('and goes on when it is', async () => {
    const desk = await sitDown();
    await desk.terminal.enter(line);
    await desk.terminal.shows(ask);
    await desk.terminal.type('1.1.0');
    await desk.terminal.press('Enter');
    expect(await desk.terminal.ended()).toBe(0);
    expect((await desk.feeds.remote.log())[0]).toContain('Roll back 1.1.0');
  });

  it.each([
    ['another version', ['1.0.0', 'Enter'], 3, 'What you typed is not 1.1.0'],
    [
      'nothing: what it shows as an example is no answer',
      ['Enter'],
      3,
      'What you typed is not 1.1.0',
    ],
    ['a yes', ['y', 'Enter'], 3, 'What you typed is not 1.1.0'],
    ['Ctrl-C halfway', ['1.1', 'C-c'], 130, 'Stopped before anything was changed'],
  ])('and changes nothing after %s', async (_name, keys, code, said) => {
    const desk = await sitDown();
    const before = await headOf(desk);
    await desk.terminal.enter(line);
    await desk.terminal.shows(ask);
    for (const key of keys) {
      await (/^(?:Enter|C-c)$/.test(key) ? desk.terminal.press(key) : desk.terminal.type(key));
    }
    expect(await desk.terminal.ended()).toBe(code);
    expect(await desk.terminal.text()).toContain(said);
    expect(await headOf(desk)).toBe(before);
  });
});

describe('keys with a passphrase', () => {
  const passphrase = 'correct horse battery staple';
  const ask = 'Passphrase of';

  it('ask for it once, and do not show it', async () => {
    const desk = await sitDown({ passphrase });
    await desk.terminal.enter('phasegate rollout pause 1.1.0');
    await desk.terminal.shows(ask);
    await desk.terminal.type(passphrase);
    await desk.terminal.press('Enter');
    expect(await desk.terminal.ended()).toBe(0);
    const seen = await desk.terminal.text();
    expect(seen).not.toContain('horse');
    expect(seen.split(ask)).toHaveLength(2);
  });

  it('change nothing when it is wrong', async () => {
    const desk = await sitDown({ passphrase });
    const before = await headOf(desk);
    await desk.terminal.enter('phasegate rollout pause 1.1.0');
    await desk.terminal.shows(ask);
    await desk.terminal.type('hunter2');
    await desk.terminal.press('Enter');
    expect(await desk.terminal.ended()).toBe(2);
    expect(await headOf(desk)).toBe(before);
  });

  it('change nothing on Ctrl-C', async () => {
    const desk = await sitDown({ passphrase });
    const before = await headOf(desk);
    await desk.terminal.enter('phasegate rollout pause 1.1.0');
    await desk.terminal.shows(ask);
    await desk.terminal.press('C-c');
    expect(await desk.terminal.ended()).toBe(130);
    expect(await headOf(desk)).toBe(before);
  });
});

describe('with CI set, a terminal', () => {
  it('asks nothing, and says how to say yes', async () => {
    const desk = await sitDown({}, { CI: 'true' });
    const before = await headOf(desk);
    expect(await desk.terminal.run('phasegate rollout escalate 1.1.0')).toBe(3);
    const seen = await desk.terminal.text();
    expect(seen).toContain('nobody is at a terminal');
    expect(seen.trimEnd().split('\n').at(-2)).toMatch(/^ +Next: .*--yes/);
    expect(await headOf(desk)).toBe(before);
  });
});
