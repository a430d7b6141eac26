import type { Command } from 'commander';

import { advisoryCommand, textsTyped } from './advisory-options.ts';
import { load, neededReason, platformOption, reasonOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';
import type { SpokenTyped } from '../words/advisories.ts';

/** `phasegate block`, `unblock`, `notice` and `advisory`. */
export function addAdvisories(program: Command, onExit: OnExit): void {
  addBlock(program, onExit);
  addNotice(program, onExit);
  addAdvisory(program, onExit);
}

/** Options as typed, with the texts in other languages. */
function typedBy(command: Command): SpokenTyped {
  return { ...command.opts<SpokenTyped>(), texts: textsTyped(command) };
}

function addBlock(program: Command, onExit: OnExit): void {
  advisoryCommand(program.command('block'), neededReason())
    .description('put a range of versions on the blocklist: never offered, never installed')
    .argument('<range>', 'as npm writes it, in quotes: "1.1.x" or ">=1.1.0 <1.1.3"')
    .action(async (range: string, _typed, command: Command) => {
      const [{ blockCommand }, { openRun, runCommand }] = await load(
        import('../words/advisories.ts'),
      );
      const blocked = blockCommand(range, typedBy(command));
      onExit(await runCommand(openRun(settingsOf(command)), blocked));
    });
  program
    .command('unblock')
    .description('take a range off the blocklist again')
    .argument('<id-or-range>')
    .addOption(reasonOption())
    .addOption(platformOption())
    .action(async (what: string, _typed, command: Command) => {
      const [{ unblockCommand }, { openRun, runCommand }] = await load(
        import('../words/advisories.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), unblockCommand(what, command.opts())));
    });
}

function addNotice(program: Command, onExit: OnExit): void {
  const notice = advisoryCommand(program.command('notice'))
    .alias('announce')
    // `notice end` has options of its own, some with the same names.
    .enablePositionalOptions()
    .description('say something to users, and change nothing else')
    .option('--versions <range>', 'only to machines on these versions (default: everybody)')
    .action(async (_typed, command: Command) => {
      const [{ noticeCommand }, { openRun, runCommand }] = await load(
        import('../words/advisories.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), noticeCommand(typedBy(command))));
    });
  notice
    .command('end')
    .description('a notice is over')
    .argument('<id>', 'phasegate advisory list names it')
    .addOption(reasonOption())
    .addOption(platformOption())
    .action(async (id: string, _typed, command: Command) => {
      const [{ endNoticeCommand }, { openRun, runCommand }] = await load(
        import('../words/advisories.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), endNoticeCommand(id, command.opts())));
    });
}

function addAdvisory(program: Command, onExit: OnExit): void {
  const advisory = program.command('advisory').description('what users are told');
  advisory
    .command('list')
    .description('the advisories in force, with their ids')
    .addOption(platformOption())
    .action(async (_typed, command: Command) => {
      const { runAdvisories } = await import('../run/run-advisories.ts');
      onExit(
        await runAdvisories(settingsOf(command), command.opts<{ platform: string[] }>().platform),
      );
    });
  advisoryCommand(advisory.command('correct'))
    .description('other words for an advisory in force: a new revision of it')
    .argument('<id>')
    .action(async (id: string, _typed, command: Command) => {
      const [{ correctCommand }, { openRun, runCommand }] = await load(
        import('../words/advisories.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), correctCommand(id, typedBy(command))));
    });
}
