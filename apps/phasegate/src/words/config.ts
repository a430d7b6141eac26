import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';

import { accept, oneLine, readConfigSource, readJson, refuse } from '@phasegate/feed-ops';
import type { Command, Config, Result } from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** A config, and the file that it stands in. */
export interface ConfigFile {
  readonly path: string;
  readonly config: Config;
}

const NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `phasegate.config.${ending}`);

/** `phasegate config apply`. */
export async function applyCommand(typed: string | undefined): Promise<Result<Command>> {
  const read = await readConfigFile(typed);
  return read.ok ? accept({ kind: 'config', config: read.value.config }) : read;
}

/** Reads the file that is named, or the one that lies here. Node strips the types of TypeScript by itself. */
export async function readConfigFile(typed: string | undefined): Promise<Result<ConfigFile>> {
  const path = typed === undefined ? await lyingHere() : fromHere(typed);
  if (path === undefined) {
    return refuse(
      'no-such-file',
      `There is no phasegate.config.ts or ${NAMES.at(-1)} here`,
      'go where it lies, or name it with --config FILE',
    );
  }
  const value = extname(path) === '.json' ? await jsonIn(path) : await exportedBy(path);
  const config = value.ok ? readConfigSource(value.value, basename(path)) : value;
  return config.ok ? accept({ path, config: config.value }) : config;
}

async function lyingHere(): Promise<string | undefined> {
  for (const name of NAMES) {
    const path = fromHere(name);
    if ((await textOf(path)) !== undefined) {
      return path;
    }
  }
  return undefined;
}

async function jsonIn(path: string): Promise<Result<unknown>> {
  const text = await textOf(path);
  if (text === undefined) {
    return notThere(path);
  }
  const value = readJson(text);
  if (value === undefined) {
    return refuse('bad-config', `${basename(path)} is not JSON`, `correct ${basename(path)}`);
  }
  // The published file names its schema; a source need not, and any other version than this one's is refused.
  const { schema, $schema: _editor, ...rest } = { ...(value as Readonly<Record<string, unknown>>) };
  return schema === undefined || schema === 'phasegate/config@1'
    ? accept(Array.isArray(value) ? value : rest)
    : refuse('bad-config', `${basename(path)}: its schema is not phasegate/config@1`, 'correct it');
}

async function exportedBy(path: string): Promise<Result<unknown>> {
  if ((await textOf(path)) === undefined) {
    return notThere(path);
  }
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return accept(module.default);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return refuse(
      'bad-config',
      `${basename(path)} does not run: ${oneLine(why, 400)}`,
      `correct ${basename(path)}; node ${basename(path)} shows where`,
    );
  }
}

function notThere(path: string): ReturnType<typeof refuse> {
  return refuse('no-such-file', `${path} is not there`, 'check the path of --config');
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
