import type {
  AdvisoryLink,
  AdvisoryText,
  DataSafety,
  Instant,
  Severity,
  VersionRange,
} from '@phasegate/rollout';

import type { AdvisoryTemplate } from './template.ts';

/** A time as an operator writes it: a date, or so long after the command. */
export type Moment =
  | { readonly kind: 'at'; readonly instant: Instant }
  | { readonly kind: 'in'; readonly milliseconds: number };

/** What an operator has said of an advisory; what is absent follows from the template, then from the severity. */
export interface AdvisoryWords {
  readonly severity: Severity | undefined;
  readonly data: DataSafety | undefined;
  /** Whether users read it; `false` leaves a line in the app's menu. */
  readonly notice: boolean | undefined;
  /** One for each language. */
  readonly texts: readonly AdvisoryText[];
  readonly links: readonly AdvisoryLink[];
  readonly deadline: Moment | undefined;
  readonly expires: Moment | undefined;
  readonly template: AdvisoryTemplate | undefined;
}

/** Nothing said: everything follows from the severity. */
export const NO_WORDS: AdvisoryWords = {
  severity: undefined,
  data: undefined,
  notice: undefined,
  texts: [],
  links: [],
  deadline: undefined,
  expires: undefined,
  template: undefined,
};

/** What an advisory is about: the values that templates may name. */
export interface AdvisorySubject {
  /** The app, as people know it. */
  readonly app: string;
  /** One version, or the range as it is written. */
  readonly versions: VersionRange | undefined;
  /** The release to be on instead, where there is one. */
  readonly fallback: string | undefined;
}

/** Words on top of others: what the first ones say holds, language by language and line by line. */
export function wordsOver(first: AdvisoryWords, other: AdvisoryWords): AdvisoryWords {
  const said = first.links.map(({ rel }) => rel);
  return {
    severity: first.severity ?? other.severity,
    data: first.data ?? other.data,
    notice: first.notice ?? other.notice,
    texts: textsOver(first.texts, other.texts),
    links: [...first.links, ...other.links.filter(({ rel }) => !said.includes(rel))],
    deadline: first.deadline ?? other.deadline,
    expires: first.expires ?? other.expires,
    template: first.template ?? other.template,
  };
}

/** Texts on top of others, line by line. */
export function textsOver(
  first: readonly AdvisoryText[],
  other: readonly AdvisoryText[],
): readonly AdvisoryText[] {
  const languages = [...new Set([...other, ...first].map(({ language }) => language))];
  return languages.map((language) => {
    const above = first.find((one) => one.language === language);
    const below = other.find((one) => one.language === language);
    return {
      language,
      issue: above?.issue ?? below?.issue,
      impact: above?.impact ?? below?.impact,
      instruction: above?.instruction ?? below?.instruction,
      timeline: above?.timeline ?? below?.timeline,
    };
  });
}

/** The instant that a moment means for a command that is given now. */
export function instantOf(moment: Moment, now: Instant): Instant {
  const instant = moment.kind === 'at' ? moment.instant : now + moment.milliseconds;
  return Math.floor(instant / 1000) * 1000;
}
