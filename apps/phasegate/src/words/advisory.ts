import { readFile, stat } from 'node:fs/promises';

import {
  accept,
  builtInTemplate,
  oneLine,
  readAdvisoryFile,
  readTemplate,
  readWords,
  refuse,
} from '@phasegate/feed-ops';
import type { AdvisoryTemplate, AdvisoryWords, Result, WordsTyped } from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** Options that say what users read, as typed. */
export interface AdvisoryTyped extends Omit<WordsTyped, 'links'> {
  readonly link: readonly string[];
  readonly advisory?: string;
  readonly template?: string;
}

/** Reads what users are told: flags, `--advisory FILE`, `--template NAME`. */
export async function readAdvisoryWords(typed: AdvisoryTyped): Promise<Result<AdvisoryWords>> {
  const file = typed.advisory === undefined ? accept(undefined) : await fileAt(typed.advisory);
  const template =
    typed.template === undefined ? accept(undefined) : await templateAt(typed.template);
  if (!file.ok) {
    return file;
  }
  const { link, ...rest } = typed;
  const links = link.length === 0 ? undefined : link;
  return template.ok
    ? readWords({ ...rest, links }, { file: file.value, template: template.value })
    : template;
}

async function fileAt(name: string): Promise<Result<AdvisoryWords>> {
  const text = await textAt(name);
  return text.ok ? readAdvisoryFile(text.value, name) : text;
}

async function templateAt(name: string): Promise<Result<AdvisoryTemplate>> {
  if (!/[/\\]|\.(?:ya?ml|json)$/.test(name)) {
    return builtInTemplate(name);
  }
  const text = await textAt(name);
  return text.ok ? readTemplate(text.value, name) : text;
}

const MOST_BYTES = 256 * 1024;

async function textAt(name: string): Promise<Result<string>> {
  const path = fromHere(name);
  const next = 'look where it lies: paths are relative to where you stand';
  try {
    const { size } = await stat(path);
    return size > MOST_BYTES
      ? refuse('bad-argument', `${oneLine(name, 120)} is larger than any advisory`, next)
      : accept(await readFile(path, 'utf8'));
  } catch (error) {
    const { code = 'it cannot be read' } = error as NodeJS.ErrnoException;
    return refuse('no-such-file', `${oneLine(name, 120)} cannot be read: ${code}`, next);
  }
}
