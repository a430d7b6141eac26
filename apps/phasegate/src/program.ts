import { Argument, Command, InvalidArgumentError, Option } from 'commander';

import { EXIT_CODES } from './exit-codes.ts';
import { readSettings } from './settings.ts';
import type { Settings, SettingsTyped } from './settings.ts';

/** Takes an exit code when a command has ended. */
export type OnExit = (code: number) => void;

/** The common options on a program of ours; errors name the next step. */
export function commonOptions(program: Command): Command {
  return program
    .option('-C, --directory <dir>', 'the git work tree that holds the feeds (or a folder in it)')
    .option('--dry-run', 'show the diff of each feed and who is affected, and write nothing')
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .option('-y, --yes', 'say yes to what would be asked')
    .option('--confirm <version>', 'say yes by naming the version (repeatable)', collect, [])
    .option('--no-push', 'commit in this work tree and push nothing')
    .option(
      '--wait <seconds>',
      'how long to wait for the host to serve it (0: not at all)',
      seconds,
      900,
    )
    .option('--timeout <seconds>', 'how long one fetch or push may take', seconds, 60)
    .option('--actor <name>', 'who does it, for the history (default: git config user)')
    .option('--feed-base <url>', 'where the updates folder is published')
    .showHelpAfterError('(--help explains the options)')
    .addHelpText('after', EXIT_CODES);
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

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
  return program;
}

/** The settings of a subcommand with those of its parents. */
export function settingsOf(command: Command, outspoken = false): Settings {
  return readSettings(command.optsWithGlobals<SettingsTyped>(), outspoken);
}

const PLATFORM = [
  '--platform <name>',
  'macos, windows or linux (repeatable; default: all)',
] as const;
const REASON = ['--reason <text>', 'why, word for word for the history'] as const;

function addInit(program: Command, onExit: OnExit): void {
  program
    .command('init')
    .description('make phasegate.json, the ledgers and empty feeds')
    .requiredOption('--app <id>', "the app's id, as in com.example.notes")
    .requiredOption('--title <name>', "the app's name")
    .requiredOption('--platform <name...>', 'macos, windows, linux')
    .option('--branch <name>', 'the branch that holds the feeds (default: gh-pages)')
    .option('--remote <name>', 'the git remote (default: origin)')
    .action(async (_typed, command: Command) => {
      const [{ initCommand }, { openRun, runCommand }] = await load();
      const run = openRun(settingsOf(command));
      onExit(await runCommand(run, initCommand(command.optsWithGlobals())));
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
    .option('--file <path>', 'a file of the release (repeatable, each with its --url)', collect, [])
    .option('--url <url>', 'where that file is published', collect, [])
    .option('--arch <name>', 'x64, arm64, ia32 or universal, for each file', collect, [])
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
    .option(...PLATFORM, collect, [])
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
      .option(...PLATFORM, collect, [])
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
    .option(...PLATFORM, collect, [])
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
    .option('--link <url>', 'for users: where to read more (repeatable)', collect, [])
    .option(...PLATFORM, collect, [])
    .action(async (versions: string[], _typed, command: Command) => {
      const [{ rollbackCommand }, { openRun, runCommand }] = await load();
      const back = rollbackCommand(versions, command.opts());
      onExit(await runCommand(openRun(settingsOf(command)), back));
    });
}

function addEmergency(program: Command, onExit: OnExit): void {
  program
    .command('emergency')
    .description('at 3 am')
    .command('stop')
    .description('take a release, or everything that is rolling, out of all feeds in one step')
    .addArgument(new Argument('[version]'))
    .option(...REASON)
    .option(...PLATFORM, collect, [])
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

function load(): Promise<[typeof import('./commands.ts'), typeof import('./run-command.ts')]> {
  return Promise.all([import('./commands.ts'), import('./run-command.ts')]);
}

function seconds(text: string): number {
  const number = Number(text);
  if (!/^\d{1,6}$/.test(text)) {
    throw new InvalidArgumentError('Write whole seconds.');
  }
  return number;
}
