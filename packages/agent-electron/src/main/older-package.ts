import type { Target } from '@phasegate/agent';
import { insideOf } from './updater.ts';
import type { Updater } from './updater.ts';

/**
 * Lets the system's package tool put an older version over a newer one while a machine goes back; electron-updater asks
 * only apt for that, and dpkg needs no asking. Returns how to end it.
 */
export function allowOlder(app: Updater['app'], direction: Target['direction']): () => void {
  const inside = insideOf(app);
  const run = inside.runCommandWithSudoIfNeeded?.bind(app);
  if (direction === 'forward' || run === undefined) {
    return () => undefined;
  }
  inside.runCommandWithSudoIfNeeded = (command) => run(olderAllowed(command));
  return () => {
    delete inside.runCommandWithSudoIfNeeded;
  };
}

/** The same command line, for an older package. */
function olderAllowed(command: readonly string[]): string[] {
  switch (command[0]) {
    case 'zypper':
      return command.flatMap((word) => (word === 'install' ? [word, '--oldpackage'] : [word]));
    case 'dnf':
    case 'yum':
      return command.map((word) => (word === 'install' ? 'downgrade' : word));
    case 'rpm':
      return command.flatMap((word, at) => (at === 0 ? [word, '--oldpackage'] : [word]));
    default:
      return [...command];
  }
}
