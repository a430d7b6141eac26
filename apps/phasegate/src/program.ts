import { Argument, Command, Option } from 'commander';

import type { InitTyped } from './commands.ts';
import {
  commonOptions,
  load,
  repeatable,
  rootKeysOption,
  rootThresholdOption,
  settingsOf,
} from './options.ts';
import type { OnExit } from './options.ts';
import { addKeys, addRenew } from './program-keys.ts';

/** `phasegate`: what it can do; each action loads what it needs when it runs. */
export function buildProgram(onExit: OnExit): Command {
  const program = commonOptions(new Command('phasegate'))
    .description('Staged rollout and rollback of desktop apps, over feeds kept in git')
    .helpCommand(false);
  addInit(program, onExit);
  addRelease(program, onExit);
  addRollout(program, onExit);
  addRollback(program, onExit);
  addEmergency(program, onExit);
  addVerify(program, onExit);
  addKeys(program, onExit);
  addRenew(program, onExit);
  return program;
}

const PLATFORM = [
  '--platform <name>',
  'macos, windows or linux (repeatable; default: all)',
] as const;
const REASON = ['--reason <text>', 'why, word for word for the history'] as const;

function addInit(program: Command, onExit: OnExit): void {
  program
    .command('init')
    .description('make phasegate.json, the keys, the ledgers and empty feeds')
    .requiredOption('--app <id>', "the app's id, as in com.example.notes")
    .requiredOption('--title <name>', "the app's name")
    .requiredOption('--platform <name...>', 'macos, windows, linux')
    .option('--branch <name>', 'the branch that holds the feeds (default: gh-pages)')
    .option('--remote <name>', 'the git remote (default: origin)')
    .option(
      '--unsigned',
      'no keys: clients believe whatever the host serves, where the app says so',
    )
    .option(
      '--sparkle-public <key>',
      "the app's SUPublicEDKey: feeds carry Sparkle's signature as well",
    )
    .addOption(rootKeysOption())
    .addOption(rootThresholdOption())
    .action(async (_typed, command: Command) => {
      const [{ initCommand }, { openRun, runCommand }] = await load();
      const run = openRun(settingsOf(command));
      const typed = command.optsWithGlobals<InitTyped>();
      onExit(await runCommand(run, initCommand(typed), typed.rootKeys));
    });
}

function addRelease(program: Command, onExit: OnExit): void {
  program
    .command('release')
    .description('releases in the ledger')
    .command('add')
    .description('enter a release as a draft; no machine sees it yet')
    .argument('<version>')
    .requiredOption('--platform <name>', 'macos, windows or linux')
    .addOption(
      repeatable('--file <path>', 'a file of the release (repeatable, each with its --url)'),
    )
    .addOption(repeatable('--url <url>', 'where that file is published'))
    .addOption(repeatable('--arch <name>', 'x64, arm64, ia32 or universal, for each file'))
    .option('--floor <version>', 'the lowest version that machines may go back to from it')
    .option('--from <path>', "electron-builder's latest*.yml, in place of --file and --url")
    .option('--url-base <url>', 'the folder where the files of --from are published')
    .option('--title <text>', 'the title of the item (default: the version)')
    .option('--notes <text>', 'release notes, plain text')
    .option('--min-system <version>', 'the oldest system that it runs on')
    .option('--critical', 'machines should take it as soon as they can')
    .action(async (version: string, _typed, command: Command) => {
      const [{ addCommand }, { openRun, runCommand }] = await load();
      const run = openRun(settingsOf(command));
      onExit(await runCommand(run, addCommand(version, command.optsWithGlobals())));
    });
}

function addRollout(program: Command, onExit: OnExit): void {
  const rollout = program.command('rollout').description('who is offered a release');
  rollout
    .command('start')
    .description('open a draft to the first machines')
    .argument('<version>')
    .option('--phase <percent>', 'the share to begin with (default: the narrowest)')
    .addOption(repeatable(...PLATFORM))
    .action(async (version: string, _typed, command: Command) => {
      const [{ startCommand }, { openRun, runCommand }] = await load();
      onExit(await runCommand(openRun(settingsOf(command)), startCommand(version, command.opts())));
    });
  for (const [kind, what] of MOVES) {
    rollout
      .command(kind)
      .description(what)
      .argument('<version>')
      .option('--phase <percent>', 'refuse unless it is in this phase')
      .addOption(repeatable(...PLATFORM))
      .option(...REASON)
      .action(async (version: string, _typed, command: Command) => {
        const [{ moveCommand }, { openRun, runCommand }] = await load();
        const moved = moveCommand(kind, version, command.opts());
        onExit(await runCommand(openRun(settingsOf(command)), moved));
      });
  }
  rollout
    .command('status')
    .description('what each platform offers to whom')
    .addOption(repeatable(...PLATFORM))
    .action(async (_typed, command: Command) => {
      const { runStatus } = await import('./run-status.ts');
      onExit(await runStatus(settingsOf(command), command.opts<{ platform: string[] }>().platform));
    });
}

const MOVES = [
  ['pause', 'take it out of its feeds; machines that have it keep it'],
  ['resume', 'put a paused release back'],
  ['escalate', 'open it to the next phase'],
] as const;

function addRollback(program: Command, onExit: OnExit): void {
  program
    .command('rollback')
    .description('withdraw releases from every feed, for good, and tell who has them')
    .argument('<version...>')
    .option(...REASON)
    .addOption(
      new Option('--method <method>', 'out of the feeds, or marked in them')
        .choices(['remove', 'mark'])
        .default('remove'),
    )
    .option('--severity <word>', 'critical, high, medium or low (default: high)')
    .option('--data <word>', 'safe, back-up-first or at-risk')
    .option('--issue <text>', 'for users: what is wrong')
    .option('--impact <text>', 'for users: what it means for them')
    .option('--instruction <text>', 'for users: what to do')
    .option('--timeline <text>', 'for users: when it is fixed')
    .addOption(repeatable('--link <url>', 'for users: where to read more (repeatable)'))
    .addOption(repeatable(...PLATFORM))
    .action(async (versions: string[], _typed, command: Command) => {
      const [{ rollbackCommand }, { openRun, runCommand }] = await load();
      const back = rollbackCommand(versions, command.opts());
      onExit(await runCommand(openRun(settingsOf(command)), back));
    });
}

function addEmergency(program: Command, onExit: OnExit): void {
  program
    .command('emergency')
    .description('a release does harm right now: stop offering it first, find out why later')
    .command('stop')
    .description('take a release, or everything that is rolling, out of all feeds in one step')
    .addArgument(new Argument('[version]'))
    .option(...REASON)
    .addOption(repeatable(...PLATFORM))
    .action(async (version: string | undefined, _typed, command: Command) => {
      const [{ stopCommand }, { openRun, runCommand }] = await load();
      onExit(await runCommand(openRun(settingsOf(command)), stopCommand(version, command.opts())));
    });
}

function addVerify(program: Command, onExit: OnExit): void {
  program
    .command('verify')
    .description('check every invariant of the feeds')
    .option('--live', 'fetch the published feeds as well and compare them byte for byte')
    .action(async (_typed, command: Command) => {
      const { runVerify } = await import('./run-verify.ts');
      onExit(
        await runVerify(settingsOf(command), command.opts<{ live?: boolean }>().live === true),
      );
    });
}
