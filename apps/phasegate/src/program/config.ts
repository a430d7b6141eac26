import { Option } from 'commander';
import type { Command } from 'commander';

import { load, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate config`. */
export function addConfig(program: Command, onExit: OnExit): void {
  const config = program
    .command('config')
    .description('the config of the feeds, kept beside the sources as TypeScript or JSON');
  config
    .command('show')
    .description('print what is in force, with every default')
    .action(async (_typed, command: Command) => {
      const { runShowConfig } = await import('../run/run-config.ts');
      onExit(await runShowConfig(settingsOf(command)));
    });
  config
    .command('check')
    .description('read the config file strictly; needs no work tree')
    .addOption(configOption())
    .action(async (typed: ConfigTyped, command: Command) => {
      const { runCheckConfig } = await import('../run/run-config.ts');
      onExit(await runCheckConfig(settingsOf(command), typed.config));
    });
  config
    .command('apply')
    .description('publish the config file as phasegate.json, and make feeds for new platforms')
    .addOption(configOption())
    .action(async (typed: ConfigTyped, command: Command) => {
      const [{ applyCommand }, { openRun, runCommand }] = await load(import('../words/config.ts'));
      onExit(await runCommand(openRun(settingsOf(command)), applyCommand(typed.config)));
    });
}

interface ConfigTyped {
  readonly config?: string;
}

function configOption(): Option {
  return new Option('--config <file>', 'the file (default: phasegate.config.ts, .mts, .js, .json)');
}
