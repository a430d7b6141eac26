import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { accept } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { CONFIG_PATH, parseConfig } from './config.ts';
import type { Config } from './config.ts';

/** The config as it lies at the root; none is no error. */
export async function configIn(root: string): Promise<Result<Config | undefined>> {
  const text = await readFile(join(root, CONFIG_PATH), 'utf8').catch(() => undefined);
  return text === undefined ? accept(undefined) : parseConfig(text);
}
