import type { Command } from 'commander';
import { expect, it } from 'vitest';

import { PLANNABLE } from './plannable.ts';
import { buildProgram } from './program.ts';

/** What reads only, what goes on at once, and what makes keys or measures files: nothing of it waits in a plan. */
const AT_ONCE: readonly string[] = [
  'emergency stop',
  'push',
  'init',
  'release add',
  'release import',
  'rollout status',
  'advisory list',
  'verify',
  'history',
  'publish',
  'plan',
  'sign-off',
  'apply',
  'keys init',
  'keys rotate',
  'keys revoke',
  'keys show',
  'keys check-root',
  'keys make',
  'keys sign',
  'keys publish',
  'renew',
  'doctor',
  'config show',
  'config check',
  'completion',
  'complete',
];

function acting(command: Command, path: readonly string[] = []): readonly string[] {
  const below = command.commands.flatMap((one) => acting(one, [...path, one.name()]));
  const acts = path.length > 0 && (below.length === 0 || path.join(' ') === 'notice');
  return [...(acts ? [path.join(' ')] : []), ...below];
}

it('every command can be planned, or is named as one that cannot', () => {
  const there = acting(buildProgram(() => undefined));
  expect(there.filter((path) => !PLANNABLE.includes(path) && !AT_ONCE.includes(path))).toEqual([]);
  expect(PLANNABLE.filter((path) => !there.includes(path))).toEqual([]);
});
