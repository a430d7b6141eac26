import type { Advisory, AdvisoryText, Severity } from '@phasegate/rollout';
import { LABELS } from './notice-texts.ts';
import type { NoticeText } from './notice-texts.ts';
import { plainText } from './plain-text.ts';
import type { Notice, NoticeActionKind, NoticeKind, Progress } from './snapshot.ts';

/** A notice with the addresses behind its link buttons, which no window ever sees. */
export interface PreparedNotice {
  readonly notice: Notice;
  /** By the index of the action. */
  readonly hrefs: ReadonlyMap<number, string>;
  /** A notice that nobody puts aside for a while: putting it away forgets this. */
  readonly once: 'answer' | 'missedAttempt' | 'sample' | undefined;
}

/** A notice before it is laid out. */
export interface Draft {
  readonly kind: NoticeKind;
  /** What makes it the same notice tomorrow: the version it is about. */
  readonly about: string;
  readonly severity: Severity;
  readonly text: NoticeText;
  readonly advisory?: Advisory | undefined;
  readonly progress?: Progress | undefined;
  readonly buttons: readonly Button[];
  /** What is forgotten when the notice is put away, where it is said once only. */
  readonly once?: PreparedNotice['once'];
}

/** A button that is no link. */
export interface Button {
  readonly kind: Exclude<NoticeActionKind, 'link'>;
  readonly label: string;
}

/** The two ways to put a notice aside. */
export const LATER: Button = { kind: 'later', label: LABELS.later };
/** See {@link LATER}; this one puts it away for good. */
export const DISMISS: Button = { kind: 'dismiss', label: LABELS.dismiss };

/**
 * A kind of button has the same index in every notice. A window may send a press on words that have just changed, and
 * "later" must never arrive as "go back".
 */
const BUTTONS: readonly Button['kind'][] = [
  'install',
  'go-back',
  'retry',
  'on-quit',
  'suspend',
  'resume',
  'cancel',
  'stay',
  'later',
  'dismiss',
];

/** Lays a draft out: limits of length, plain text, numbered buttons, links last. */
export function prepare(draft: Draft, languages: readonly string[]): PreparedNotice {
  const links = draft.advisory?.links ?? [];
  const actions = [
    ...draft.buttons.map(({ kind, label }) => ({
      index: BUTTONS.indexOf(kind),
      kind,
      label: plainText(label, 80),
      host: undefined,
    })),
    ...links.map(({ rel, href }, at) => ({
      index: BUTTONS.length + at,
      kind: 'link' as const,
      label: LABELS.link[rel],
      host: new URL(href).host,
    })),
  ];
  const words = advisoryWords(draft.advisory, languages);
  const notice: Notice = {
    id: idOf(draft),
    kind: draft.kind,
    severity: draft.severity,
    language: words?.language ?? 'en',
    direction: 'ltr',
    title: plainText(draft.text.title, 80),
    body: [words?.issue, words?.impact, words?.instruction, words?.timeline, ...draft.text.body]
      .filter((line) => line !== undefined)
      .map((line) => plainText(line, 280)),
    progress: draft.progress,
    progressText: undefined,
    actions,
    tell: draft.severity === 'high' || draft.severity === 'critical',
  };
  const hrefs = new Map(links.map(({ href }, at) => [BUTTONS.length + at, href]));
  return { notice, hrefs, once: draft.once };
}

/** A revised advisory is a new notice: who put the old one aside has not read it. */
function idOf({ kind, about, advisory }: Draft): string {
  const revision = advisory === undefined || advisory.revision === 1 ? [] : [advisory.revision];
  return [kind, about, ...(advisory === undefined ? [] : [advisory.id]), ...revision].join(':');
}

/** The advisory's words in the user's best language, else in English, else in whatever there is. */
function advisoryWords(
  advisory: Advisory | undefined,
  languages: readonly string[],
): AdvisoryText | undefined {
  const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
  const wanted = [...languages, 'en'];
  const texts = advisory?.texts ?? [];
  for (const language of wanted) {
    const found =
      texts.find((text) => text.language.toLowerCase() === language.toLowerCase()) ??
      texts.find((text) => primary(text.language) === primary(language));
    if (found !== undefined) {
      return found;
    }
  }
  return texts[0];
}
