import type { Result } from '../refusal.ts';
import { accept, refuse } from '../refusal.ts';
import { fittingTexts, readSaid } from './said.ts';
import type { AdvisoryTemplate } from './template.ts';
import { wordsOver } from './words.ts';
import type { AdvisoryWords } from './words.ts';

/** A text in a language other than English, as typed: `--issue.de`. */
export interface TextTyped {
  readonly language: string;
  readonly line: 'issue' | 'impact' | 'instruction' | 'timeline';
  readonly text: string;
}

/** What users are told, as an operator types it. */
export interface WordsTyped {
  readonly severity?: string | undefined;
  readonly data?: string | undefined;
  readonly notice?: string | undefined;
  /** In English. */
  readonly issue?: string | undefined;
  readonly impact?: string | undefined;
  readonly instruction?: string | undefined;
  readonly timeline?: string | undefined;
  readonly texts?: readonly TextTyped[] | undefined;
  readonly links?: readonly string[] | undefined;
  readonly alternative?: string | undefined;
  readonly support?: string | undefined;
  readonly deadline?: string | undefined;
  readonly expires?: string | undefined;
}

/** What was read from `--advisory FILE` and `--template NAME`. */
export interface WordsBehind {
  readonly file?: AdvisoryWords | undefined;
  readonly template?: AdvisoryTemplate | undefined;
}

/** Reads what users are told: flags on top of a file on top of a template. */
export function readWords(typed: WordsTyped, behind: WordsBehind = {}): Result<AdvisoryWords> {
  const flags = readSaid(saidBy(typed), flagOf);
  if (!flags.ok) {
    return flags;
  }
  const fitting = fittingTexts(flags.value.texts, flagOf);
  if (!fitting.ok) {
    return fitting;
  }
  const own = { ...flags.value, texts: fitting.value };
  const words = behind.file === undefined ? own : wordsOver(own, behind.file);
  const all = { ...words, template: behind.template };
  return all.notice === false && (all.texts.length > 0 || all.template !== undefined)
    ? refuse(
        'bad-argument',
        'With notices off there is nobody to read the texts',
        'leave out --notice off, or the texts and the template',
      )
    : accept(all);
}

function saidBy(typed: WordsTyped): unknown {
  const { severity, data, notice, deadline, expires, alternative, support, links } = typed;
  const { issue, impact, instruction, timeline } = typed;
  const texts: Record<string, Record<string, unknown>> = {};
  for (const { language, line, text } of typed.texts ?? []) {
    texts[language] = { ...texts[language], [line]: text };
  }
  const english = { issue, impact, instruction, timeline };
  if (Object.values(english).some((text) => text !== undefined)) {
    texts['en'] = { ...texts['en'], ...said(english) };
  }
  return said({ severity, data, notice, deadline, expires, alternative, support, links, texts });
}

/** Without what was not typed. */
function said(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** `texts.de.issue` was typed as `--issue.de`, and links as `--link`. */
function flagOf(path: string): string {
  const [first = '', language = '', line] = path.split('.');
  if (first === 'links') {
    return '--link';
  }
  if (first !== 'texts') {
    return `--${first}`;
  }
  return language === 'en' ? `--${line ?? 'issue'}` : `--${line ?? 'issue'}.${language}`;
}
