import type { Advisory, AdvisoryLink, Instant, Severity } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import type { Tongue } from '../messages/tongue.ts';
import { laterUntil, stageOf } from './notice-life.ts';
import type { NoticeLife, NoticeStage, SeenClock, SnoozeRule } from './notice-life.ts';
import { chooseWords, publishersLines } from './notice-words.ts';
import { plainText } from './plain-text.ts';
import { progressMessage } from './progress-message.ts';
import type {
  Notice,
  NoticeAction,
  NoticeActionKind,
  NoticeKind,
  Progress,
  TimeForm,
} from '../snapshot.ts';

/** A notice with what no window sees: the addresses behind its links, and where it stands with its user. */
export interface PreparedNotice {
  readonly notice: Notice;
  /** By the index of the action. */
  readonly hrefs: ReadonlyMap<number, string>;
  readonly stage: NoticeStage;
  readonly rule: SnoozeRule;
  readonly tongue: Tongue;
  readonly draft: Draft;
}

/** A notice before it is laid out, in no language yet. */
export interface Draft {
  readonly kind: NoticeKind;
  /** What makes it the same notice tomorrow: the version it is about. */
  readonly about: string;
  readonly severity: Severity;
  readonly title: Message;
  readonly body: readonly Message[];
  /** The publisher's word; its lines come before the agent's. */
  readonly advisory?: Advisory | undefined;
  /** In place of the advisory's; a gap keeps the indexes of those after it. */
  readonly links?: readonly (AdvisoryLink | undefined)[] | undefined;
  readonly progress?: Progress | undefined;
  readonly buttons: readonly Button[];
  readonly patience?: SnoozeRule['patience'];
  /** A notice that nobody puts aside for a while: putting it away forgets this. */
  readonly once?: 'answer' | 'missedAttempt' | 'sample' | undefined;
}

/** A button that is no link. */
export interface Button {
  readonly kind: Exclude<NoticeActionKind, 'link'>;
  readonly label: Message;
  /** Only with `at-time`. */
  readonly form?: Form;
}

/** A {@link TimeForm} in no language yet. */
export interface Form {
  readonly words: Readonly<Record<'label' | 'hint' | 'confirm' | 'back', Message>>;
  readonly at: Instant | undefined;
}

/** The two ways to put a notice aside. */
export const LATER: Button = { kind: 'later', label: say('button.later', {}) };
/** See {@link LATER}; this one puts it away for good. */
export const DISMISS: Button = { kind: 'dismiss', label: say('button.dismiss', {}) };

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
  'at-time',
];

/** Lays a draft out in one language: limits of length, plain text, numbered buttons, links last. */
export function prepare(
  draft: Draft,
  facts: Pick<AgentFacts, 'languages' | 'messages'>,
  lives: Readonly<Record<string, NoticeLife>>,
  clock: SeenClock,
): PreparedNotice {
  const { kind, severity, progress, advisory } = draft;
  const id = idOf(draft);
  const life = lives[id];
  const rule: SnoozeRule = {
    severity,
    deadline: advisory?.deadline,
    patience: draft.patience,
  };
  const chosen = chooseWords(advisory, facts);
  const { tongue } = chosen;
  const links = (draft.links ?? advisory?.links ?? []).flatMap((link, at) =>
    link === undefined ? [] : [{ ...link, index: BUTTONS.length + at }],
  );
  const mayWait = draft.once !== undefined || laterUntil(life, rule, clock) !== undefined;
  const buttons = draft.buttons.filter((button) => button.kind !== 'later' || mayWait);
  const notice: Notice = {
    id,
    kind,
    severity,
    language: tongue.language,
    direction: tongue.direction,
    title: plainText(tongue.say(draft.title), 80),
    body: [
      ...publishersLines(chosen),
      ...draft.body.map((line) => plainText(tongue.say(line), 280)),
    ],
    progress,
    progressText:
      progress === undefined ? undefined : plainText(tongue.say(progressMessage(progress)), 280),
    actions: [
      ...buttons.map((button) => actionOf(button, tongue)),
      ...links.map((link) => linkOf(link, tongue)),
    ],
    tell: isLoud(draft) && life?.toldAt === undefined,
  };
  const hrefs = new Map(links.map(({ index, href }) => [index, href]));
  return { notice, hrefs, stage: stageOf(life, severity, clock), rule, tongue, draft };
}

function actionOf({ kind, label, form }: Button, tongue: Tongue): NoticeAction {
  const index = BUTTONS.indexOf(kind);
  const action = { index, kind, label: plainText(tongue.say(label), 80), host: undefined };
  return form === undefined ? action : { ...action, form: formOf(form, tongue) };
}

function formOf({ words, at }: Form, tongue: Tongue): TimeForm {
  const said = (message: Message, most: number): string => plainText(tongue.say(message), most);
  return {
    label: said(words.label, 80),
    hint: said(words.hint, 280),
    confirm: said(words.confirm, 80),
    back: said(words.back, 80),
    at,
  };
}

function linkOf(
  { rel, href, index }: AdvisoryLink & { readonly index: number },
  tongue: Tongue,
): NoticeAction {
  const label = plainText(tongue.say(say(`link.${rel}`, {})), 80);
  return { index, kind: 'link', label, host: new URL(href).host };
}

/** What the operating system tells once while the app is in the background; nobody needs telling what they asked for. */
function isLoud({ kind, severity, once }: Draft): boolean {
  const asked = kind === 'updating' || kind === 'suspended' || kind === 'planned';
  return (severity === 'high' || severity === 'critical') && !asked && once !== 'answer';
}

/** A revised advisory is a new notice: who put the old one aside has not read it. */
function idOf({ kind, about, advisory }: Draft): string {
  const revision = advisory === undefined || advisory.revision === 1 ? [] : [advisory.revision];
  return [kind, about, ...(advisory === undefined ? [] : [advisory.id]), ...revision].join(':');
}
