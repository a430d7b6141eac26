import { oneLine } from '../one-line.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readYaml } from '../yaml-text.ts';
import { fittingTexts, readSaid } from './said.ts';
import type { AdvisoryWords } from './words.ts';

/** Sixteen languages of four texts fit many times over. */
const MOST_BYTES = 256 * 1024;

/** Reads an advisory from a file: YAML, and so JSON too. `name` is the file's, for messages. */
export function readAdvisoryFile(text: string, name: string): Result<AdvisoryWords> {
  const words = readWordsFile(text, name);
  if (!words.ok) {
    return words;
  }
  const fitting = fittingTexts(words.value.texts, (path) => `${oneLine(name, 80)}: ${path}`);
  return fitting.ok ? { ok: true, value: { ...words.value, texts: fitting.value } } : fitting;
}

/** The same without a look at the texts: those of a template are not filled in yet. */
export function readWordsFile(text: string, name: string): Result<AdvisoryWords> {
  const file = oneLine(name, 80);
  const next = 'docs/advisory.schema.json says what may stand there';
  if (text.length > MOST_BYTES) {
    return refuse('bad-argument', `${file} is larger than any advisory`, next);
  }
  let json: unknown;
  try {
    json = readYaml(text, { maxAliasCount: 10 });
  } catch (error) {
    const [why = 'it cannot be read'] = (error as Error).message.split('\n');
    return refuse('bad-argument', `${file} is neither JSON nor YAML: ${oneLine(why)}`, next);
  }
  if (Array.isArray(json)) {
    return refuse('bad-argument', `${file} is a list, and an advisory is not`, next);
  }
  return readSaid(withoutSchema(json), (path) => `${file}${path === '' ? '' : `: ${path}`}`);
}

/** `$schema` is for editors. */
function withoutSchema(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return json;
  }
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== '$schema'));
}
