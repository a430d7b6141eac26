import type { Command } from 'commander';

import { repeatable, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate publish`. */
export function addPublish(program: Command, onExit: OnExit): void {
  program
    .command('publish')
    .description('send what is on the branch to the targets beside it, until each is right')
    .addOption(repeatable('--target <name>', 'one of "publish" in phasegate.json (default: all)'))
    .action(async (typed: { readonly target: readonly string[] }, command: Command) => {
      const { runPublish } = await import('../run/run-publish.ts');
      onExit(await runPublish(settingsOf(command), typed.target));
    });
}
