import type { Command } from 'commander';

/** The headings of `phasegate --help`, by task; a command that is named nowhere stands under the last. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Stop now:', ['emergency', 'push']],
  ['Roll out:', ['release', 'rollout']],
  ['Go back:', ['rollback', 'withdraw', 'block', 'unblock', 'notice', 'advisory', 'undo']],
  ['Look:', ['verify', 'history', 'doctor']],
  ['Two people for one change:', ['plan', 'sign-off', 'apply']],
  ['Publish:', ['publish', 'renew']],
  ['Set up:', ['init', 'config', 'keys', 'completion']],
];
const OTHERS = 'More:';

/** Puts the commands of the program under their headings, the most urgent first. */
export function group(program: Command): void {
  for (const command of program.commands) {
    command.helpGroup(groupOf(command.name()));
  }
  const headings = GROUPS.map(([heading]) => heading);
  const rank = (command: Command): number => (headings.indexOf(command.helpGroup()) + 99) % 99;
  // Commander lists headings in the order in which commands were added.
  (program.commands as Command[]).sort((a, b) => rank(a) - rank(b));
}

function groupOf(name: string): string {
  return GROUPS.find(([, names]) => names.includes(name))?.[0] ?? OTHERS;
}
