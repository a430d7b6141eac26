import type { AdvisoryLink, DataSafety } from '@phasegate/rollout';

/** What the templates need: both versions and the app, as the user knows them. */
export interface NoticeNames {
  readonly app: string;
  readonly installed: string;
  readonly target: string | undefined;
  /** What became of the installed version, where something did. */
  readonly fate?: 'withdrawn' | 'blocked';
}

/** A title and the lines under it. */
export interface NoticeText {
  readonly title: string;
  readonly body: readonly string[];
}

/** The situations that have a template. */
export type TextKey =
  | 'updateReady'
  | 'updateAvailable'
  | 'wayOut'
  | 'goBack'
  | 'noWayBack'
  | 'wentBack'
  | 'updateFailed'
  | 'paused'
  | 'updating'
  | 'fetching'
  | 'upToDate'
  | 'calledOff'
  | 'couldNotCheck';

/**
 * The English templates. Rules of the copy (docs/notices.md): what happens on this machine comes first, one sentence on
 * data, both versions named, what happens if nothing is done, verbs on buttons.
 */
export const TEXTS: Readonly<Record<TextKey, (names: NoticeNames) => NoticeText>> = {
  updateReady: ({ app, installed, target }: NoticeNames) => ({
    title: `${app} ${target} is ready to install`,
    body: [
      `You have ${installed}. Your data and settings stay as they are.`,
      `It takes one restart. If you do nothing, ${installed} keeps running.`,
    ],
  }),
  updateAvailable: ({ app, installed, target }: NoticeNames) => ({
    title: `${app} ${target} is available`,
    body: [`You have ${installed}. It is installed only when you ask for it.`],
  }),
  wayOut: ({ app, installed, target, fate }: NoticeNames) => ({
    title: `${app} ${target} replaces ${installed}`,
    body: [`Version ${installed} was ${fate} by its publisher.`],
  }),
  goBack: ({ app, installed, target, fate }: NoticeNames) => ({
    title: `${app} ${installed} was ${fate}`,
    body: [`You can go back to ${target}.`],
  }),
  noWayBack: ({ app, installed, fate }: NoticeNames) => ({
    title: `${app} ${installed} was ${fate}`,
    body: ['There is no other version to install yet. You will be told as soon as there is one.'],
  }),
  wentBack: ({ app, installed, target }: NoticeNames) => ({
    title: `You are back on ${app} ${installed}`,
    body: [`Version ${target} will not be offered again. The next fixed version will.`],
  }),
  updateFailed: ({ app, installed, target }: NoticeNames) => ({
    title: `${app} ${target} could not be installed`,
    body: [`You still have ${installed}, and it works as before.`],
  }),
  paused: ({ app, installed, target }: NoticeNames) => ({
    title: `${app} ${target} is on hold`,
    body: [
      `Its publisher has paused it. You can keep ${installed}, or install ${target} all the same.`,
    ],
  }),
  updating: ({ app, installed, target }: NoticeNames) => ({
    title: `Getting ${app} ${target}`,
    body: [`You can go on working in ${installed} until it restarts.`],
  }),
  fetching: ({ app, installed, target }: NoticeNames) => ({
    title: `Getting ${app} ${target}`,
    body: [
      `You can go on working in ${installed}. You will be asked before ${target} is installed.`,
    ],
  }),
  calledOff: ({ app, installed, target }: NoticeNames) => ({
    title: `${app} ${installed} is the newest version for you`,
    body: [
      `Version ${target} was withdrawn by its publisher before it was installed. You keep ${installed}.`,
    ],
  }),
  upToDate: ({ app, installed }: NoticeNames) => ({
    title: `${app} ${installed} is the newest version for you`,
    body: ['There is nothing to install.'],
  }),
  couldNotCheck: ({ app, installed }: NoticeNames) => ({
    title: `${app} could not look for updates`,
    body: [`You still have ${installed}, and it works as before. It will look again later.`],
  }),
};

/** One sentence on the user's data; unknown is said as such, never as "safe". */
export const DATA_SAFETY: Readonly<Record<DataSafety, string>> = {
  safe: 'Your data are safe.',
  'back-up-first': 'Make a copy of your data first.',
  'at-risk': 'Your data may be at risk in this version.',
};

/** What happens if nothing is done about a condemned version. */
export function ifNothingIsDone({ app, installed }: NoticeNames): string {
  return `If you do nothing, ${app} ${installed} keeps running.`;
}

/** The words on buttons, which name the version they lead to. */
export const LABELS: {
  readonly install: (target: string) => string;
  readonly update: (target: string) => string;
  readonly goBack: (target: string) => string;
  readonly retry: string;
  readonly later: string;
  readonly dismiss: string;
  readonly link: Readonly<Record<AdvisoryLink['rel'], string>>;
} = {
  install: (target) => `Restart and update to ${target}`,
  update: (target) => `Update to ${target}`,
  goBack: (target) => `Go back to ${target}`,
  retry: 'Try again',
  later: 'Later',
  dismiss: 'OK',
  link: { download: 'Download page', details: 'Details', support: 'Get help' },
};
