import { Option } from 'commander';
import type { Command } from 'commander';

import type { HistoryTyped } from '../words/history.ts';
import { platformOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate history`. */
export function addHistory(program: Command, onExit: OnExit): void {
  program
    .command('history')
    .description('who did what, when, why and on what evidence; the newest last')
    .argument('[version]', 'only what was done to this version')
    .option('--since <time>', '24h, 7d, 2026-11-23 or a full time')
    .option('--limit <count>', 'the newest so many (0: all)', '20')
    .addOption(platformOption())
    .addOption(
      new Option('--format <format>', 'for reading, for an incident report, for programs')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .action(async (version: string | undefined, _typed, command: Command) => {
      const { runHistory } = await import('../run/run-history.ts');
      onExit(await runHistory(settingsOf(command), version, command.opts<HistoryTyped>()));
    });
}
