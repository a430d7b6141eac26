import type { Command } from 'commander';

import type { Result, RootCommand } from '@phasegate/feed-ops';

import type { RootTyped } from '../words/init.ts';
import { load, repeatable, rootKeysOption, rootThresholdOption, settingsOf } from './options.ts';
import type { OnExit } from './options.ts';
import type { Settings } from '../words/settings.ts';

const REASON = ['--reason <text>', 'why, word for word for the history'] as const;
const ALONE = [
  '--alone',
  'feed only: the old key does not sign once more, because it is lost',
] as const;
const DRAFT = [
  '--draft <file>',
  'write the root to a file for its holders to sign, and publish nothing',
] as const;

/** `phasegate keys`. */
export function addKeys(program: Command, onExit: OnExit): void {
  const keys = program.command('keys').description('the keys that sign feeds, packages and roots');
  addInit(keys, onExit);
  addChanges(keys, onExit);
  addHolders(keys, onExit);
  keys
    .command('show')
    .description('the public keys of the newest root, and which of them lie in the keys folder')
    .action(async (_typed, command: Command) => {
      const { runShowKeys } = await import('../run/run-keys.ts');
      onExit(await runShowKeys(settingsOf(command)));
    });
  keys
    .command('check-root')
    .description('ask whether clients that trust one root would take another; needs no work tree')
    .requiredOption('--trusted <file>', 'the root that clients have')
    .requiredOption('--next <file>', 'the root that would follow')
    .action(async (typed: { trusted: string; next: string }, command: Command) => {
      const { runCheckRoot } = await import('../run/run-keys.ts');
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
      const [{ keysInitCommand }, { openRun, runCommand }] = await load(import('../words/init.ts'));
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
    .option(...ALONE)
    .option(...REASON)
    .option(...DRAFT)
    .addOption(
      repeatable('--public-key <hex>', 'with --draft: a new key that its holder made (repeatable)'),
    )
    .action(async (role: string, typed: RotateTyped, command: Command) => {
      const { rotateCommand } = await import('../words/keys.ts');
      onExit(await changeRoot(settingsOf(command), rotateCommand(role, typed), typed.draft));
    });
  keys
    .command('revoke')
    .description('take a key out of the root')
    .argument('<keyid>', 'the key id, or its first 8 digits or more')
    .option(...REASON)
    .option(...DRAFT)
    .action(async (keyid: string, typed: ChangeTyped, command: Command) => {
      const { revokeCommand } = await import('../words/keys.ts');
      const revoke = revokeCommand(keyid, typed.reason);
      onExit(await changeRoot(settingsOf(command), revoke, typed.draft));
    });
}

interface ChangeTyped {
  readonly alone?: boolean;
  readonly reason?: string;
  readonly draft?: string;
}

interface RotateTyped extends ChangeTyped {
  readonly publicKey: readonly string[];
}

/** Publishes a new root, or writes it to a file for others to sign. */
async function changeRoot(
  settings: Settings,
  command: Result<RootCommand>,
  draft: string | undefined,
): Promise<number> {
  const { openRun, runCommand } = await import('../run/run-command.ts');
  if (draft === undefined) {
    return runCommand(openRun(settings), command);
  }
  const { runDraft } = await import('../run/run-draft.ts');
  return runDraft(openRun(settings), command, draft);
}

function addHolders(keys: Command, onExit: OnExit): void {
  keys
    .command('make')
    .description('make a key where it is to stay, and print its public half; needs no work tree')
    .argument('<role>', 'feed, release or root')
    .action(async (role: string, _typed, command: Command) => {
      const { runMakeKey } = await import('../run/run-make-key.ts');
      onExit(await runMakeKey(settingsOf(command), role));
    });
  keys
    .command('sign')
    .description('add the signatures of the root keys at hand to a draft; needs no work tree')
    .argument('<file>', 'the draft')
    .option('--trusted <file>', 'the root in force: shows what changes and whether a key counts')
    .action(async (file: string, { trusted }: { trusted?: string }, command: Command) => {
      const { runSign } = await import('../run/run-sign.ts');
      onExit(await runSign(settingsOf(command), { file, trusted }));
    });
  keys
    .command('publish')
    .description('publish a draft that enough have signed, and all that has to be signed anew')
    .argument('<file>', 'the draft')
    .option(...ALONE)
    .option(...REASON)
    .action(async (file: string, typed: ChangeTyped, command: Command) => {
      const [{ publishCommand }, { openRun, runCommand }] = await load(import('../words/keys.ts'));
      onExit(await runCommand(openRun(settingsOf(command)), publishCommand(file, typed)));
    });
}

/** `phasegate renew`. */
export function addRenew(program: Command, onExit: OnExit): void {
  program
    .command('renew')
    .description('issue all feeds anew, before they expire (30 days); for a weekly job')
    .option('--root', 'the root as well (a year), with the same keys')
    .option('--draft <file>', 'with --root: write the root to a file for its holders to sign')
    .action(async (typed: { root?: boolean; draft?: string }, command: Command) => {
      const [{ renewCommand }, { openRun, runCommand }] = await load(import('../words/keys.ts'));
      const settings = settingsOf(command);
      if (typed.draft === undefined) {
        const renew = { kind: 'renew', root: typed.root ?? false } as const;
        onExit(await runCommand(openRun(settings), { ok: true, value: renew }));
      } else {
        onExit(await changeRoot(settings, renewCommand(typed.root), typed.draft));
      }
    });
}
