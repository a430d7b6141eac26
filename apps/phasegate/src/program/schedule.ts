import type { Command } from 'commander';

import type { ScheduleTyped } from '../words/schedule.ts';
import { load, platformOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate rollout schedule` and `phasegate rollout advance`. */
export function addSchedule(rollout: Command, onExit: OnExit): void {
  rollout
    .command('schedule')
    .description('plan when a release goes on by itself; a job runs advance')
    .argument('<version>')
    .option('--to <percent>', 'the phase that it goes to')
    .option('--at <time>', 'when, as in 2026-11-27T09:00:00Z')
    .option('--every <pace>', 'through all phases at this pace, as in 24h or 2d')
    .option('--clear', 'nothing is planned any more')
    .addOption(platformOption())
    .action(async (version: string, _typed, command: Command) => {
      const [{ scheduleCommand }, { openRun, runCommand }] = await load(
        import('../words/schedule.ts'),
      );
      const words = scheduleCommand(version, command.opts<ScheduleTyped>());
      onExit(await runCommand(openRun(settingsOf(command)), words));
    });
  rollout
    .command('advance')
    .description('take the scheduled steps that are due, one a release; for a job every hour')
    .addOption(platformOption())
    .action(async (_typed, command: Command) => {
      const [{ advanceCommand }, { openRun, runCommand }] = await load(
        import('../words/schedule.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), advanceCommand(command.opts())));
    });
}
