import { safeUrl } from '@phasegate/appcast';
import type { AdvisoryLink, AdvisoryText, DataSafety, Severity } from '@phasegate/rollout';
import * as v from 'valibot';

import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { parseMoment } from './moment.ts';
import { MOST_CHARACTERS, MOST_LANGUAGES, plainLine } from './plain-line.ts';
import type { AdvisoryWords } from './words.ts';

/** BCP 47, as our reader takes it. */
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z\d]{1,8})*$/;
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const DATA: readonly DataSafety[] = ['safe', 'back-up-first', 'at-risk'];

/** What was said, in its shape; dates and addresses are not looked at yet. */
interface Said {
  readonly severity?: Severity | undefined;
  readonly data?: DataSafety | undefined;
  readonly notice?: 'on' | 'off' | undefined;
  readonly deadline?: string | undefined;
  readonly expires?: string | undefined;
  /** Another version to install by hand, or another way out. */
  readonly alternative?: string | undefined;
  readonly support?: string | undefined;
  readonly links?: readonly string[] | undefined;
  readonly texts?:
    | Readonly<
        Record<
          string,
          {
            readonly issue?: string | undefined;
            readonly impact?: string | undefined;
            readonly instruction?: string | undefined;
            readonly timeline?: string | undefined;
          }
        >
      >
    | undefined;
}

const Line = v.optional(v.pipe(v.string(), v.minLength(1)));
const Address = v.pipe(v.string(), v.url(), v.startsWith('https://'));

/**
 * What can be said of an advisory, in a file or by flags. `docs/advisory.schema.json` is made of it. Lengths are
 * looked at once templates are filled in and deceptive characters are gone.
 */
export const saidSchema: v.GenericSchema<Said> = v.strictObject({
  severity: v.optional(v.picklist(SEVERITIES)),
  data: v.optional(v.picklist(DATA)),
  notice: v.optional(v.picklist(['on', 'off'])),
  deadline: v.optional(v.pipe(v.string(), v.minLength(1))),
  expires: v.optional(v.pipe(v.string(), v.minLength(1))),
  alternative: v.optional(Address),
  support: v.optional(Address),
  links: v.optional(v.array(Address)),
  texts: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(LANGUAGE, 'is no language tag, as in en or pt-BR')),
      v.strictObject({ issue: Line, impact: Line, instruction: Line, timeline: Line }),
    ),
  ),
});

/** What a place in {@link Said} is called where it was written: `texts.de.issue` or `--issue.de`. */
export type Naming = (path: string) => string;

const LINES = ['issue', 'impact', 'instruction', 'timeline'] as const;

/** Reads what was said; every value is checked here, at the door. */
export function readSaid(json: unknown, naming: Naming): Result<AdvisoryWords> {
  const read = v.safeParse(saidSchema, json);
  if (!read.success) {
    const [issue] = read.issues;
    const place = naming(v.getDotPath(issue) ?? '');
    return refuse('bad-argument', `${place}: ${saidOf(issue)}`, nextFor(issue));
  }
  const said = read.output;
  const links = readLinks(said, naming);
  const deadline = readMoment('deadline', said.deadline, naming);
  const expires = readMoment('expires', said.expires, naming);
  if (!links.ok) {
    return links;
  }
  if (!deadline.ok) {
    return deadline;
  }
  return expires.ok
    ? accept({
        severity: said.severity,
        data: said.data,
        notice: said.notice === undefined ? undefined : said.notice === 'on',
        texts: Object.entries(said.texts ?? {}).map(([language, lines]) => ({
          language,
          issue: lines.issue,
          impact: lines.impact,
          instruction: lines.instruction,
          timeline: lines.timeline,
        })),
        links: links.value,
        deadline: deadline.value,
        expires: expires.value,
        template: undefined,
      })
    : expires;
}

/** Texts as they go out: plain lines that fit, in no more languages than clients read. */
export function fittingTexts(
  texts: readonly AdvisoryText[],
  naming: Naming,
): Result<readonly AdvisoryText[]> {
  if (texts.length > MOST_LANGUAGES) {
    const said = `An advisory has ${texts.length} languages, and apps read ${MOST_LANGUAGES} at most`;
    return refuse('bad-argument', said, 'leave languages out; users of others read English');
  }
  const plain = texts.map((text) => {
    const line = (name: (typeof LINES)[number]): string | undefined =>
      text[name] === undefined ? undefined : plainLine(text[name]);
    return {
      language: text.language,
      issue: line('issue'),
      impact: line('impact'),
      instruction: line('instruction'),
      timeline: line('timeline'),
    };
  });
  for (const text of plain) {
    const wrong = LINES.find((name) => unfit(text[name]));
    if (wrong !== undefined) {
      return tooLong(naming(`texts.${text.language}.${wrong}`), text[wrong] ?? '');
    }
  }
  return accept(plain.filter((text) => LINES.some((name) => text[name] !== undefined)));
}

function unfit(line: string | undefined): boolean {
  return line !== undefined && (line === '' || Array.from(line).length > MOST_CHARACTERS);
}

function tooLong(place: string, line: string): ReturnType<typeof refuse> {
  return line === ''
    ? refuse('bad-argument', `${place} says nothing`, 'write what users read, or leave it out')
    : refuse(
        'bad-argument',
        `${place} has ${Array.from(line).length} characters, and notices show ${MOST_CHARACTERS} at most`,
        'say it shorter',
      );
}

function readLinks(
  { alternative, support, links = [] }: Said,
  naming: Naming,
): Result<readonly AdvisoryLink[]> {
  const typed = [
    ...(alternative === undefined ? [] : [['download', alternative, 'alternative'] as const]),
    ...links.map((href) => ['details', href, 'links'] as const),
    ...(support === undefined ? [] : [['support', support, 'support'] as const]),
  ];
  const read: AdvisoryLink[] = [];
  for (const [rel, text, path] of typed) {
    const href = safeUrl(text);
    if (href === undefined) {
      const said = `${naming(path)} "${oneLine(text, 120)}" is no https address`;
      return refuse('bad-argument', said, 'write https://...');
    }
    read.push({ rel, href });
  }
  return accept(read);
}

function readMoment(
  name: 'deadline' | 'expires',
  text: string | undefined,
  naming: Naming,
): Result<AdvisoryWords['deadline']> {
  const moment = text === undefined ? undefined : parseMoment(text);
  return text === undefined || moment !== undefined
    ? accept(moment)
    : refuse(
        'bad-argument',
        `${naming(name)} "${oneLine(text, 40)}" is no time`,
        'write 48h, 7d or 2026-11-26T09:00:00Z',
      );
}

function saidOf(issue: v.BaseIssue<unknown>): string {
  const received = typeof issue.input === 'string' ? ` "${oneLine(issue.input, 120)}"` : '';
  switch (issue.type) {
    case 'picklist':
      return `${received.trim() || 'this'} is not known`;
    case 'url':
    case 'starts_with':
      return `${received.trim()} is no https address`;
    case 'strict_object':
      return 'is not known here';
    case 'min_length':
      return 'says nothing';
    default:
      return oneLine(issue.message);
  }
}

function nextFor(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'picklist' && issue.expected !== null) {
    return `write one of ${issue.expected.replaceAll(/["()]/g, '').replaceAll(' | ', ', ')}`;
  }
  return issue.type === 'url' || issue.type === 'starts_with'
    ? 'write https://...'
    : 'docs/advisory.schema.json says what may stand there';
}
