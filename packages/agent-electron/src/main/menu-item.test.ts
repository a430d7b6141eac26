import type { AgentSnapshot } from '@phasegate/agent';
import { expect, it } from 'vitest';
import { menuItemOf, pressMenu } from './menu-item.ts';

it('the menu item says what the agent says, in its language, and something before the agent is there', () => {
  const click = (): void => undefined;
  expect(menuItemOf(undefined, click)).toMatchObject({ label: 'Check for updates', click });
  const entry = { label: 'Nach Updates suchen', kind: 'check' } as const;
  expect(menuItemOf(entry, click)).toMatchObject({ id: 'phasegate-updates', label: entry.label });
});

it.each(['check', 'bring-back', 'install'] as const)(
  'the entry does what it says at the moment it is chosen: %s',
  (kind) => {
    const done: string[] = [];
    pressMenu({
      snapshot: () => ({ menu: { label: '', kind } }) as AgentSnapshot,
      check: () => Promise.resolve(void done.push('check')),
      bringBack: () => Promise.resolve(void done.push('bring-back')),
      install: () => void done.push('install'),
    });
    expect(done).toEqual([kind]);
  },
);

it('and nothing where no agent runs', () => {
  expect(() => pressMenu(undefined)).not.toThrow();
});
