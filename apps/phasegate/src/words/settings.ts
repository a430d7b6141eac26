import { resolve } from 'node:path';

import type { Errand } from '../run/run-command.ts';

/** The options that every command takes, read. */
export interface Settings {
  /** Absolute; the work tree is the one that holds it. */
  readonly folder: string;
  /** The branch of the feeds, where it is named. */
  readonly branch: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly yes: boolean;
  readonly confirm: readonly string[];
  readonly pushes: boolean;
  readonly waitMs: number;
  readonly timeoutMs: number;
  readonly actor: string | undefined;
  readonly feedBase: string | undefined;
  /** As typed: the folder of the keys, and files of them. */
  readonly keys: string | undefined;
  readonly feedKeys: readonly string[];
  readonly releaseKey: string | undefined;
  readonly rootKeys: readonly string[];
  readonly sparkleKey: string | undefined;
  readonly passphraseFile: string | undefined;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** The specification's own scripts: their flags spell everything out, so without a terminal they go ahead. */
  readonly outspoken: boolean;
  /** What becomes of the plan, where it is not carried out at once. */
  readonly errand?: Errand | undefined;
}

/** The same as commander hands them over. */
export interface SettingsTyped {
  readonly directory?: string;
  readonly branch?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly confirm?: readonly string[];
  readonly push?: boolean;
  /** `false`: --no-wait. */
  readonly wait?: number | false;
  readonly timeout?: number;
  readonly actor?: string;
  readonly feedBase?: string;
  readonly keys?: string;
  readonly feedKey?: readonly string[];
  readonly releaseKey?: string;
  readonly rootKey?: readonly string[];
  readonly sparkleKey?: string;
  readonly passphraseFile?: string;
  /** Never typed: `plan`, `sign-off` and `apply` set it on the words that they read. */
  readonly errand?: Errand;
}

const WAIT_SECONDS = 900;
const TIMEOUT_SECONDS = 60;

/** Reads the common options; paths are relative to where the user stands, also under `pnpm`. */
export function readSettings(typed: SettingsTyped, outspoken = false): Settings {
  const terminal = process.stdin.isTTY && process.stderr.isTTY;
  return {
    folder: fromHere(typed.directory ?? '.'),
    branch: typed.branch,
    dryRun: typed.dryRun ?? false,
    json: typed.json ?? false,
    yes: typed.yes ?? false,
    confirm: typed.confirm ?? [],
    pushes: typed.push ?? true,
    waitMs: typed.wait === false ? 0 : (typed.wait ?? WAIT_SECONDS) * 1000,
    timeoutMs: (typed.timeout ?? TIMEOUT_SECONDS) * 1000,
    actor: typed.actor,
    feedBase: typed.feedBase,
    keys: typed.keys,
    feedKeys: typed.feedKey ?? [],
    releaseKey: typed.releaseKey,
    rootKeys: typed.rootKey ?? [],
    sparkleKey: typed.sparkleKey,
    passphraseFile: typed.passphraseFile,
    interactive: terminal && !isCi(),
    outspoken,
    errand: typed.errand,
  };
}

/** pnpm runs scripts in the repository's root and keeps the user's folder in INIT_CWD. */
export function fromHere(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/** Whether this is a build machine, by what such machines set. */
export function isCi(): boolean {
  const { CI } = process.env;
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
