import type { Notice, NoticeActionKind, NoticeKind } from '../snapshot.ts';
import { version } from './situations.ts';
import type { SampleFacts } from './situations.ts';

type Words = Pick<Notice, 'severity' | 'title' | 'body'> & {
  readonly buttons: readonly (readonly [NoticeActionKind, string])[];
};

/** Notices of situations that a sample cannot bring about, as a window gets them; `undefined` for every other kind. */
export function noticeByHand(kind: NoticeKind, facts: SampleFacts): Notice | undefined {
  const words = WORDS[kind]?.(namesOf(facts));
  if (words === undefined) {
    return undefined;
  }
  const { buttons, ...text } = words;
  return {
    ...text,
    id: `${kind}:${namesOf(facts).newer}`,
    kind,
    language: 'en',
    direction: 'ltr',
    progress: undefined,
    progressText: undefined,
    tell: false,
    actions: buttons.map(([button, label], index) => ({
      index,
      kind: button,
      label,
      host: undefined,
    })),
  };
}

type Names = Readonly<Record<'app' | 'installed' | 'newer' | 'older', string>>;

function namesOf(facts: SampleFacts): Names {
  return {
    app: facts.appName ?? 'Notes',
    installed: version(facts.installed, '1.1.0'),
    newer: version(facts.newer, '1.2.0'),
    older: version(facts.older, '1.0.0'),
  };
}

const WORDS: Partial<Record<NoticeKind, (names: Names) => Words>> = {
  suspended: ({ app, newer, installed }) => ({
    severity: 'medium',
    title: `The download of ${app} ${newer} is stopped`,
    body: [`You have ${installed}, and it works as before.`],
    buttons: [
      ['resume', 'Go on'],
      ['cancel', 'Cancel'],
    ],
  }),
  planned: ({ app, newer, installed }) => ({
    severity: 'low',
    title: `${app} ${newer} will be installed when you quit`,
    body: [`Until then ${installed} keeps running.`],
    buttons: [
      ['install', `Restart and update to ${newer}`],
      ['dismiss', 'OK'],
    ],
  }),
  crashing: ({ app, installed, older }) => ({
    severity: 'high',
    title: `${app} ${installed} did not start well`,
    body: [`You can go back to ${older}. Your data stay as they are.`],
    buttons: [
      ['go-back', `Go back to ${older}`],
      ['stay', `Stay on ${installed}`],
    ],
  }),
  resolved: ({ app, installed }) => ({
    severity: 'medium',
    title: `The problem of ${app} ${installed} is solved`,
    body: ['There is nothing that you need to do.'],
    buttons: [['dismiss', 'OK']],
  }),
};
