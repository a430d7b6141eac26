import { Liquid } from 'liquidjs';
import type { AdvisoryText } from '@phasegate/rollout';

import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { BUILT_IN } from './built-in-templates.ts';
import { readWordsFile } from './advisory-file.ts';
import { fittingTexts } from './said.ts';
import type { AdvisorySubject, AdvisoryWords } from './words.ts';

/** An advisory whose texts are Liquid; severity and the like are as in any advisory. */
export interface AdvisoryTemplate {
  /** As typed: for messages. */
  readonly name: string;
  readonly words: AdvisoryWords;
}

/** The names of the templates that come with Phasegate. */
export const TEMPLATE_NAMES: readonly string[] = Object.keys(BUILT_IN);

// A template is somebody's file: it reads no other file, and one that never ends is stopped.
const OPTIONS = {
  strictFilters: true,
  strictVariables: true,
  ownPropertyOnly: true,
  templates: {},
  parseLimit: 100_000,
  renderLimit: 1_000,
  memoryLimit: 1_000_000,
};

let liquid: Liquid | undefined;

/** Made when the first template is filled in: it takes a while, and most commands have none. */
function engine(): Liquid {
  liquid ??= new Liquid(OPTIONS);
  return liquid;
}

const SAMPLE: AdvisorySubject = { app: 'App', versions: undefined, fallback: '1.0.0' };

/** Reads a template: it must fill in, so that a slip in one shows before anything else happens. */
export function readTemplate(text: string, name: string): Result<AdvisoryTemplate> {
  const words = readWordsFile(text, name);
  if (!words.ok) {
    return words;
  }
  const template = { name: oneLine(name, 80), words: words.value };
  const tried = fillIn(template, SAMPLE);
  return tried.ok ? accept(template) : tried;
}

/** A template that comes with Phasegate. */
export function builtInTemplate(name: string): Result<AdvisoryTemplate> {
  const text = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  return text === undefined
    ? refuse(
        'bad-argument',
        `There is no template "${oneLine(name, 40)}"`,
        `write one of ${TEMPLATE_NAMES.join(', ')}, or a file: ./own.liquid.yml`,
      )
    : readTemplate(text, name);
}

/**
 * The texts of a template with its parameters in their places. What stands in a parameter is never read as Liquid, nor
 * as YAML: the file was read before.
 */
export function fillIn(
  { name, words }: AdvisoryTemplate,
  subject: AdvisorySubject,
): Result<readonly AdvisoryText[]> {
  const values = {
    app: subject.app,
    version: (subject.versions ?? '').replaceAll(' || ', ', '),
    fallback: subject.fallback ?? '',
  };
  const texts: AdvisoryText[] = [];
  for (const { language, ...lines } of words.texts) {
    const filled: Record<string, string | undefined> = {};
    for (const [line, source] of Object.entries(lines)) {
      const one = render(source, values);
      if (!one.ok) {
        const said = `Template ${name}: texts.${language}.${line}: ${one.why}`;
        return refuse('bad-argument', said, 'it may name app, version and fallback');
      }
      filled[line] = one.text === '' ? undefined : one.text;
    }
    const { issue, impact, instruction, timeline } = filled;
    texts.push({ language, issue, impact, instruction, timeline });
  }
  return fittingTexts(texts, (path) => `Template ${name}: ${path}`);
}

function render(
  source: string | undefined,
  values: Readonly<Record<string, string>>,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string } {
  try {
    const text =
      source === undefined ? '' : (engine().parseAndRenderSync(source, values) as string);
    return { ok: true, text: text.trim() };
  } catch (error) {
    const [why = 'it cannot be filled in'] = (error as Error).message.split('\n');
    return { ok: false, why: oneLine(why) };
  }
}
