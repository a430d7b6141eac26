import type { Command } from 'commander';

import type { RootTyped } from './commands.ts';
import { load, rootKeysOption, rootThresholdOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';

const REASON = ['--reason <text>', 'why, word for word for the history'] as const;

/** `phasegate keys`. */
export function addKeys(program: Command, onExit: OnExit): void {
  const keys = program.command('keys').description('the keys that sign feeds, packages and roots');
  addInit(keys, onExit);
  addChanges(keys, onExit);
  keys
    .command('show')
    .description('the public keys of the newest root, and which of them lie in the keys folder')
    .action(async (_typed, command: Command) => {
      const { runShowKeys } = await import('./run-keys.ts');
      onExit(await runShowKeys(settingsOf(command)));
    });
  keys
    .command('check-root')
    .description('ask whether clients that trust one root would take another; needs no work tree')
    .requiredOption('--trusted <file>', 'the root that clients have')
    .requiredOption('--next <file>', 'the root that would follow')
    .action(async (typed: { trusted: string; next: string }, command: Command) => {
      const { runCheckRoot } = await import('./run-keys.ts');
      onExit(await runCheckRoot(settingsOf(command).json, typed));
    });
}

function addInit(keys: Command, onExit: OnExit): void {
  keys
    .command('init')
    .description('make root, release and feed keys, publish the first root, sign all feeds')
    .option('--out <dir>', 'the folder for the keys (as --keys)')
    .addOption(rootKeysOption())
    .addOption(rootThresholdOption())
    .action(async (typed: RootTyped & { out?: string }, command: Command) => {
      const [{ keysInitCommand }, { openRun, runCommand }] = await load();
      const settings = settingsOf(command);
      const run = openRun({ ...settings, keys: typed.out ?? settings.keys });
      onExit(await runCommand(run, keysInitCommand(typed), typed.rootKeys));
    });
}

function addChanges(keys: Command, onExit: OnExit): void {
  keys
    .command('rotate')
    .description('put a new key in the place of a role, in a new root')
    .argument('<role>', 'feed, release or root')
    .option('--alone', 'feed only: the old key does not sign once more, because it is lost')
    .option(...REASON)
    .action(async (role: string, typed: { alone?: boolean; reason?: string }, command: Command) => {
      const [{ rotateCommand }, { openRun, runCommand }] = await load();
      onExit(await runCommand(openRun(settingsOf(command)), rotateCommand(role, typed)));
    });
  keys
    .command('revoke')
    .description('take a key out of the root')
    .argument('<keyid>', 'the key id, or its first 8 digits or more')
    .option(...REASON)
    .action(async (keyid: string, typed: { reason?: string }, command: Command) => {
      const [{ revokeCommand }, { openRun, runCommand }] = await load();
      onExit(await runCommand(openRun(settingsOf(command)), revokeCommand(keyid, typed.reason)));
    });
}

/** `phasegate renew`. */
export function addRenew(program: Command, onExit: OnExit): void {
  program
    .command('renew')
    .description('issue all feeds anew, before they expire (30 days); for a weekly job')
    .option('--root', 'the root as well (a year), with the same keys')
    .action(async (typed: { root?: boolean }, command: Command) => {
      const [, { openRun, runCommand }] = await load();
      const renew = { kind: 'renew', root: typed.root ?? false } as const;
      const run = openRun(settingsOf(command));
      onExit(await runCommand(run, { ok: true, value: renew }));
    });
}
