import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fromEnvironment, fromSwitch } from './override-sources.ts';

/** The overrides of a file, as it has them. */
export interface OverridesFile {
  /** The file's name, for whoever looks for where a value comes from. */
  readonly name: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** The file that is looked for in the agent's own folder. */
export const OVERRIDES_FILE = 'phasegate-overrides.json';

const MOST = 65_536;

/**
 * Reads `phasegate-overrides.json` in the agent's folder, or in its place the file that `--phasegate-overrides` or
 * `PHASEGATE_OVERRIDES` names by its whole path. A file that is not one JSON object of plain values is refused as a whole.
 */
export async function readOverridesFile(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<OverridesFile> {
  const named = fromSwitch(argv, 'overrides') ?? fromEnvironment(env, 'overrides');
  if (named === undefined) {
    const text = await read(path.join(folder, OVERRIDES_FILE));
    return typeof text === 'string'
      ? parseOverrides(OVERRIDES_FILE, text)
      : text.code === 'ENOENT'
        ? nothing(OVERRIDES_FILE)
        : nothing(OVERRIDES_FILE, `cannot be read (${text.code})`);
  }
  if (!path.isAbsolute(named.text)) {
    return nothing(named.source, 'does not name the whole path of a file');
  }
  const text = await read(named.text);
  return typeof text === 'string'
    ? parseOverrides(named.text, text)
    : nothing(named.text, `cannot be read (${text.code})`);
}

/** Reads the text of such a file. */
export function parseOverrides(name: string, text: string): OverridesFile {
  if (text.length > MOST) {
    return nothing(name, `is longer than ${MOST} characters`);
  }
  const found = parseJson(text.replace(/^\uFEFF/, ''));
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return nothing(name, 'is not a JSON object like { "bucket": 7 }');
  }
  const entries = Object.entries(found as Record<string, unknown>);
  const odd = entries.filter(([, value]) => !isPlain(value));
  return {
    name,
    texts: Object.fromEntries(
      entries.filter(([, value]) => isPlain(value)).map(([key, value]) => [key, String(value)]),
    ),
    warnings: odd.map(
      ([key]) =>
        `${name}: the value of ${JSON.stringify(key.slice(0, 80))} is no text and no number`,
    ),
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function read(file: string): Promise<string | { readonly code: string }> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

function nothing(name: string, problem?: string): OverridesFile {
  const warnings =
    problem === undefined ? [] : [`${name} ${problem}; no override is taken from a file`];
  return { name, texts: {}, warnings };
}
