import type { Command } from 'commander';

import { load, platformOption, reasonOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';
import { addPhases } from './phases.ts';
import { addSchedule } from './schedule.ts';

/** `phasegate rollout`. */
export function addRollout(program: Command, onExit: OnExit): void {
  const rollout = program.command('rollout').description('who is offered a release');
  rollout
    .command('start')
    .description('open a draft to the first machines')
    .argument('<version>')
    .option('--phase <percent>', 'the share to begin with (default: the narrowest)')
    .option('--overtake', 'a hotfix: what is rolling leaves the feeds, and this takes its place')
    .option('--beside', 'what is rolling goes on; each machine gets the newest that is open to it')
    .addOption(platformOption())
    .action(async (version: string, _typed, command: Command) => {
      const [{ startCommand }, { openRun, runCommand }] = await load(import('../words/rollout.ts'));
      onExit(await runCommand(openRun(settingsOf(command)), startCommand(version, command.opts())));
    });
  for (const [kind, what] of MOVES) {
    const move = rollout
      .command(kind)
      .description(what)
      .argument('<version>')
      .option('--phase <percent>', 'refuse unless it is in this phase')
      .addOption(platformOption())
      .addOption(reasonOption())
      .action(async (version: string, _typed, command: Command) => {
        const [{ moveCommand }, { openRun, runCommand }] = await load(
          import('../words/rollout.ts'),
        );
        const moved = moveCommand(kind, version, command.opts());
        onExit(await runCommand(openRun(settingsOf(command)), moved));
      });
    if (kind === 'escalate') {
      escalateOptions(move);
    }
  }
  addSchedule(rollout, onExit);
  addPhases(rollout, onExit);
  rollout
    .command('status')
    .description('what each platform offers to whom, how that does, and what the host serves')
    .option('--offline', 'ask neither the remote nor the host')
    .addOption(platformOption())
    .action(async (_typed, command: Command) => {
      const { runStatus } = await import('../run/run-status.ts');
      onExit(await runStatus(settingsOf(command), command.opts()));
    });
}

function escalateOptions(command: Command): void {
  command
    .option('--each', 'each platform goes its own next step, though they stand in different phases')
    .option('--override-health', 'whatever the health gate says; wants --reason');
}

const MOVES = [
  ['pause', 'take it out of its feeds; machines that have it keep it'],
  ['resume', 'put a paused release back'],
  ['escalate', 'open it to the next phase'],
] as const;
