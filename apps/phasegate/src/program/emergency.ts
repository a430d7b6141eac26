import { Argument } from 'commander';
import type { Command } from 'commander';

import { load, neededReason, platformOption, reasonOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

/** `phasegate emergency`. */
export function addEmergency(program: Command, onExit: OnExit): void {
  const emergency = program
    .command('emergency')
    .description('a release does harm right now: stop offering it first, find out why later');
  emergency
    .command('stop')
    .description('take a release, or everything that is rolling, out of all feeds in one step')
    .addArgument(new Argument('[version]'))
    .addOption(reasonOption())
    .addOption(platformOption())
    .option('--keep-trying', 'where the remote cannot be reached, try on until Ctrl-C')
    .action(async (version: string | undefined, _typed, command: Command) => {
      const [{ stopCommand }, { openRun }] = await load(import('../words/emergency.ts'));
      const { runStop } = await import('../run/run-stop.ts');
      const { keepTrying = false } = command.opts<{ keepTrying?: boolean }>();
      const stop = stopCommand(version, command.opts());
      onExit(await runStop(openRun(settingsOf(command)), stop, keepTrying));
    });
  emergency
    .command('lift')
    .description('put a release that was stopped back to the same machines')
    .argument('<version>')
    .addOption(neededReason())
    .addOption(platformOption())
    .action(async (version: string, _typed, command: Command) => {
      const [{ liftCommand }, { openRun, runCommand }] = await load(
        import('../words/emergency.ts'),
      );
      onExit(await runCommand(openRun(settingsOf(command)), liftCommand(version, command.opts())));
    });
}

/** `phasegate push`. */
export function addPush(program: Command, onExit: OnExit): void {
  program
    .command('push')
    .description('send an emergency stop that is queued because the remote could not be reached')
    .option('--keep-trying', 'try on until Ctrl-C')
    .option('--drop', 'give it up, unsent')
    .action(async (typed: { keepTrying?: boolean; drop?: boolean }, command: Command) => {
      const { runPush } = await import('../run/run-push.ts');
      const { keepTrying = false, drop = false } = typed;
      onExit(await runPush(settingsOf(command), { keepTrying, drop }));
    });
}
