import { parseVersion } from '@phasegate/rollout';
import type { Advisory, AdvisoryKind, Severity, VersionRange } from '@phasegate/rollout';

import { fillIn } from '../advisories/template.ts';
import { fittingTexts } from '../advisories/said.ts';
import { instantOf, textsOver, wordsOver } from '../advisories/words.ts';
import type { AdvisoryWords } from '../advisories/words.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { day, rfc3339 } from '../times.ts';
import { SEVERITY_DEFAULTS } from './severity-defaults.ts';

/** What an advisory is, beside its words. */
export interface AdviceFacts {
  readonly id: string;
  readonly kind: AdvisoryKind;
  readonly versions: VersionRange | undefined;
  readonly action: Advisory['action'];
  /** Where the words name none. */
  readonly usual: Severity;
  /** The app's name. */
  readonly app: string;
  readonly now: number;
}

/** Words with what follows from them: the template's below the operator's, the severity's defaults below both. */
export function settledWords(words: AdvisoryWords, usual: Severity): SettledWords {
  const behind = words.template?.words;
  const all =
    behind === undefined
      ? words
      : { ...wordsOver(words, { ...behind, texts: [] }), texts: words.texts };
  const severity = all.severity ?? usual;
  const defaults = SEVERITY_DEFAULTS[severity];
  const speaks = words.texts.length > 0 || words.template !== undefined;
  return {
    ...all,
    severity,
    data: all.data ?? defaults.data,
    notice: all.notice ?? (speaks || defaults.notice),
    deadline:
      all.deadline ??
      (defaults.deadlineHours === undefined
        ? undefined
        : { kind: 'in', milliseconds: defaults.deadlineHours * 3_600_000 }),
  };
}

/** Words of which nothing is open any more. */
export type SettledWords = AdvisoryWords & {
  readonly severity: Severity;
  readonly notice: boolean;
};

/** An advisory of these words. Without notices it is a tombstone: clients act on it, and only the menu says so. */
export function advise(words: AdvisoryWords, facts: AdviceFacts): Result<Advisory> {
  const { id, kind, versions, action, app, now } = facts;
  const settled = settledWords(words, facts.usual);
  const fallback = action?.version;
  const filled =
    words.template === undefined ? accept([]) : fillIn(words.template, { app, versions, fallback });
  const texts = filled.ok
    ? fittingTexts(textsOver(words.texts, filled.value), (path) => path)
    : filled;
  if (!texts.ok) {
    return texts;
  }
  const deadline = settled.deadline && instantOf(settled.deadline, now);
  const expires = settled.expires && instantOf(settled.expires, now);
  const past = [deadline, expires].some((time) => time !== undefined && time <= now);
  if (past) {
    const said = 'The deadline, or when the advisory expires, is over already';
    return refuse('bad-argument', said, 'write a later time, as in 48h');
  }
  return accept({
    id,
    revision: 1,
    kind,
    severity: settled.notice ? settled.severity : 'low',
    versions,
    data: settled.data,
    issued: Math.floor(now / 1000) * 1000,
    expires,
    deadline: settled.notice ? deadline : undefined,
    supersedes: undefined,
    resolves: undefined,
    platforms: undefined,
    archs: undefined,
    texts: settled.notice ? texts.value : [],
    action,
    links: settled.links,
  });
}

/** An id that no ledger has: the day and what the words say, `2026-11-23-crash-on-open`. */
export function advisoryId(
  says: { readonly words: AdvisoryWords; readonly reason: string | undefined },
  otherwise: string,
  { now, taken }: { readonly now: number; readonly taken: readonly string[] },
): string {
  const { texts, template } = says.words;
  const english = texts.find(({ language }) => language === 'en')?.issue;
  const words = english ?? template?.name ?? texts[0]?.issue ?? says.reason ?? '';
  const slug = slugOf(words) || slugOf(otherwise);
  return freeId(`${day(now)}-${slug}`, taken);
}

/** The id, with a number where it is taken. */
export function freeId(base: string, taken: readonly string[]): string {
  const names = [base, ...Array.from({ length: taken.length + 1 }, (_, at) => `${base}-${at + 2}`)];
  return names.find((name) => !taken.includes(name) && !taken.includes(`${name}-2`)) ?? base;
}

/** What users will read, for whoever is about to say yes. */
export function toldLine({ texts, severity, deadline, kind }: Advisory): string | undefined {
  if (texts.length === 0) {
    return severity === 'low' || kind === 'notice'
      ? undefined
      : `Users read the app's own words for it (${severity})`;
  }
  const { issue, impact, instruction, timeline } =
    texts.find(({ language }) => language === 'en') ?? texts[0] ?? {};
  const said = [issue, impact, instruction, timeline].find((line) => line !== undefined) ?? '';
  const languages = texts.map(({ language }) => language).join(', ');
  const until = deadline === undefined ? '' : `, to be put aside until ${rfc3339(deadline)}`;
  return `Users read (${languages}; ${severity}${until}): "${said}"`;
}

/** A release's version out of a range that names it first: `1.1.0 || 1.1.1`. */
export function firstVersion(range: VersionRange | undefined): string | undefined {
  const [first = ''] = (range ?? '').split(' || ');
  return parseVersion(first);
}

function slugOf(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z\d]+/g) ?? [];
  return words
    .reduce((slug, word) => (slug.length > 24 ? slug : `${slug}-${word}`), '')
    .slice(1, 41);
}
