import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { Known } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { menuOf } from './notice-menu.ts';
import { advisory, available, known, reading } from './notices.fixture.ts';
import type { MenuEntry } from '../snapshot.ts';
import { ready } from '../state.fixture.ts';
import type { AgentState } from '../state.ts';

const menu = (what: Partial<Known>, languages: readonly string[] = ['en']): MenuEntry =>
  menuOf(known(what), factsOf('1.0.0', { languages }), NOW);
const aside = (id: string): Pick<Known, 'memory'> => ({
  memory: {
    ...EMPTY_MEMORY,
    notices: { [id]: { severity: 'high', shownAt: NOW, snoozes: 0, acknowledged: true } },
  },
});
const withdrawn = { state: available('back', '0.9.0'), reading: reading('withdrawn', advisory()) };

describe('the menu entry', () => {
  it('looks for updates where there is nothing else to do', () => {
    expect(menu({})).toEqual({ kind: 'check', label: 'Check for updates…' });
    expect(menu({}, ['de']).label).toBe('Nach Updates suchen …');
  });

  it('brings back what was put aside and still holds, by its title', () => {
    expect(menu({ ...withdrawn, ...aside('withdrawn:1.0.0:a') })).toEqual({
      kind: 'bring-back',
      label: 'Show again: Notes 1.0.0 was withdrawn',
    });
    expect(menu(aside('withdrawn:1.0.0:a')).kind).toBe('check');
    expect(menu(withdrawn).kind).toBe('check');
  });

  it('installs what is ready, put aside or not', () => {
    const entry = { kind: 'install', label: 'Restart and update to 1.1.0' };
    expect(menu({ state: ready('1.1.0') })).toEqual(entry);
    expect(menu({ state: ready('1.1.0'), ...aside('update-ready:1.1.0') })).toEqual(entry);
    const paused = { ...ready('1.1.0'), paused: true } as AgentState;
    expect(menu({ state: paused }).kind).toBe('check');
  });

  it('says a warning first', () => {
    const both = { state: ready('1.1.0'), reading: reading('withdrawn', advisory()) };
    expect(menu({ ...both, ...aside('withdrawn:1.0.0:a') }).kind).toBe('bring-back');
  });

  it('looks for updates again once good news was read', () => {
    const memory = { ...aside('went-back:1.1.0').memory, wentBackFrom: v('1.1.0') };
    expect(menu({ memory }).kind).toBe('check');
  });

  it('is never longer than 80 characters', () => {
    const facts = factsOf('1.0.0', { appName: 'x'.repeat(80) });
    const what = known({ ...withdrawn, ...aside('withdrawn:1.0.0:a') });
    expect(menuOf(what, facts, NOW)).toMatchObject({ kind: 'bring-back' });
    expect(menuOf(what, facts, NOW).label).toHaveLength(80);
  });
});
