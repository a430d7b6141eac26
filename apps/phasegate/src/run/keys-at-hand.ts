import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';

import { accept, defaultKeysFolder, refuse } from '@phasegate/feed-ops';
import type { KeyPlaces, Result } from '@phasegate/feed-ops';

import { shortPath } from '../talk/prose.ts';
import { fromHere } from '../words/settings.ts';
import type { Settings } from '../words/settings.ts';

/** The operator's keys for one run. */
export interface KeysAtHand extends KeyPlaces {
  /** The passphrase that was given or typed so far: new keys are encrypted with it as well. */
  readonly givenPassphrase: () => string | undefined;
}

/** Where this run finds keys; a passphrase is read from a file or the environment, else asked for once. */
export async function keysAtHand(settings: Settings, app: string): Promise<Result<KeysAtHand>> {
  const { env } = process;
  const said = await passphraseFrom(settings.passphraseFile);
  if (!said.ok) {
    return said;
  }
  let passphrase = said.value;
  const named = (path: string): string => (path === '-' ? path : fromHere(path));
  return accept({
    files: {
      root: settings.rootKeys.map(named),
      release: settings.releaseKey === undefined ? [] : [named(settings.releaseKey)],
      feed: settings.feedKeys.map(named),
      sparkle: settings.sparkleKey === undefined ? [] : [named(settings.sparkleKey)],
    },
    texts: {
      root: env['PHASEGATE_ROOT_KEY'],
      release: env['PHASEGATE_RELEASE_KEY'],
      feed: env['PHASEGATE_FEED_KEY'],
      sparkle: env['PHASEGATE_SPARKLE_KEY'],
    },
    folder: settings.keys === undefined ? defaultKeysFolder(app) : fromHere(settings.keys),
    stdin: () => textOf(process.stdin),
    passphrase: async (what) => {
      passphrase ??= settings.interactive ? await askPassphrase(what) : undefined;
      return passphrase;
    },
    givenPassphrase: () => passphrase,
  });
}

async function passphraseFrom(path: string | undefined): Promise<Result<string | undefined>> {
  if (path === undefined) {
    const { PHASEGATE_PASSPHRASE } = process.env;
    return accept(PHASEGATE_PASSPHRASE === '' ? undefined : PHASEGATE_PASSPHRASE);
  }
  const text = await readFile(fromHere(path), 'utf8').catch(() => undefined);
  const phrase = text?.replace(/\r?\n$/, '');
  return phrase === undefined || phrase === ''
    ? refuse('no-such-file', `${path} holds no passphrase`, 'check --passphrase-file')
    : accept(phrase);
}

async function askPassphrase(what: string): Promise<string | undefined> {
  const { isCancel, password } = await import('@clack/prompts');
  const answer = await password({
    message: `Passphrase of ${shortPath(what)}`,
    output: process.stderr,
  });
  if (isCancel(answer)) {
    // While a prompt is open Ctrl-C is a key; whoever listens for the signal hears of it all the same.
    process.emit('SIGINT');
    return undefined;
  }
  return answer === '' ? undefined : answer;
}
