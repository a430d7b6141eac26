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

/** Lays a draft out: limits of length, plain text, numbered buttons, links last. */
export function prepare(draft: Draft, languages: readonly string[]): PreparedNotice {
  const links = draft.advisory?.links ?? [];
  const actions = [
    ...draft.buttons.map(({ kind, label }) => ({ kind, label, host: undefined })),
    ...links.map(({ rel, href }) => ({
      kind: 'link' as const,
      label: LABELS.link[rel],
      host: new URL(href).host,
    })),
  ].map((action, index) => ({ index, ...action }));
  const words = advisoryWords(draft.advisory, languages);
  const notice: Notice = {
    id: [draft.kind, draft.about, draft.advisory?.id]
      .filter((part) => part !== undefined)
      .join(':'),
    kind: draft.kind,
    severity: draft.severity,
    language: words?.language ?? 'en',
    title: plainText(draft.text.title, 80),
    body: [words?.issue, words?.impact, words?.instruction, words?.timeline, ...draft.text.body]
      .filter((line) => line !== undefined)
      .map((line) => plainText(line, 280)),
    progress: draft.progress,
    actions,
  };
  const hrefs = new Map(links.map(({ href }, at) => [draft.buttons.length + at, href]));
  return { notice, hrefs };
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
