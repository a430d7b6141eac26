import type { Notice, NoticeAction } from '@phasegate/agent';
import { iconOf } from './icons.ts';
import { wordsOf } from './marked-text.ts';
import { plainButton } from './plain-button.ts';
import { createProgressBar } from './progress-bar.ts';
import type { ProgressBar } from './progress-bar.ts';
import { LOOKS, putsAside } from './surface.ts';
import type { Look, Surface } from './surface.ts';
import { createTimeQuestion } from './time-form.ts';
import type { TimeQuestion } from './time-form.ts';

/** A notice as elements, and the parts of it that change while it is shown. */
export interface NoticeCard {
  readonly element: HTMLElement;
  readonly bar: ProgressBar | undefined;
  /** Puts it aside and changes nothing else: what Escape presses. */
  readonly aside: HTMLButtonElement | undefined;
  /** Where focus goes first in a dialog: a button that changes nothing, else the text itself. */
  readonly safe: HTMLElement;
  /** The question when to install, where the notice has it. */
  readonly question: TimeQuestion | undefined;
  /** The button of an action. */
  readonly button: (kind: NoticeAction['kind']) => HTMLButtonElement | undefined;
}

/** What becomes of what its user does with a card. */
export interface CardListener {
  readonly press: (action: NoticeAction) => void;
  /** A time was chosen, in the form that the action opens. */
  readonly choose: (action: NoticeAction, at: Date) => void;
  /** By notice id, what was typed into its form, which is open; a card that is drawn anew takes it up. */
  readonly typed: Map<string, string>;
}

/** Lays a notice out. All its text goes in as text: nothing in it is ever read as HTML. */
export function createCard(notice: Notice, surface: Surface, listener: CardListener): NoticeCard {
  const element = document.createElement('div');
  element.className = `card ${surface.tone} ${surface.place}`;
  element.setAttribute('part', `container ${surface.place} ${surface.tone}`);
  element.lang = notice.language;
  element.dir = notice.direction;
  const text = document.createElement('div');
  text.className = 'text';
  text.append(line(notice.title, 'title'), bodyOf(notice));
  const bar =
    notice.progress === undefined && notice.kind !== 'updating' ? undefined : barOf(notice);
  if (bar !== undefined) {
    text.append(bar.element);
  }
  const press = (action: NoticeAction): void =>
    action.form === undefined ? listener.press(action) : question?.open();
  const placed = notice.actions.map((action) => ({ action, button: buttonOf(action, press) }));
  const row = document.createElement('div');
  row.className = 'actions';
  row.append(...inOrder(placed, surface.place));
  element.append(iconOf(surface.tone), text, ...(placed.length > 0 ? [row] : []));
  const question = questionOf(notice, { row, placed }, listener);
  const aside = placed.find(({ action }) => putsAside(action.kind))?.button;
  return {
    element,
    bar,
    aside,
    question,
    safe: aside ?? harmless(placed) ?? focusable(text),
    button: (kind) => placed.find(({ action }) => action.kind === kind)?.button,
  };
}

interface Placed {
  readonly action: NoticeAction;
  readonly button: HTMLButtonElement;
}

function questionOf(
  { id }: Notice,
  { row, placed }: { readonly row: HTMLElement; readonly placed: readonly Placed[] },
  { typed, choose }: CardListener,
): TimeQuestion | undefined {
  const opener = placed.find(({ action }) => action.form !== undefined);
  if (opener?.action.form === undefined) {
    return undefined;
  }
  const { action, button } = opener;
  // The notice around it is read out as a whole when something in it changes, and this only goes and comes back.
  row.setAttribute('aria-live', 'off');
  return createTimeQuestion(opener.action.form, {
    row,
    opener: button,
    typed: typed.get(id),
    keep: (text) => (text === undefined ? typed.delete(id) : typed.set(id, text)),
    choose: (at) => choose(action, at),
  });
}

function barOf({ kind, title }: Notice): ProgressBar {
  return createProgressBar(title, kind === 'suspended');
}

/** In a dialog the deed stands last, at the edge; in a banner first, beside the text. Links stand apart. */
function inOrder(buttons: readonly Placed[], place: Surface['place']): HTMLButtonElement[] {
  const pick = (wanted: Look): HTMLButtonElement[] =>
    buttons.filter(({ action }) => LOOKS[action.kind] === wanted).map(({ button }) => button);
  const order: readonly Look[] =
    place === 'dialog'
      ? ['link', 'quiet', 'secondary', 'primary']
      : ['primary', 'secondary', 'quiet', 'link'];
  return order.flatMap(pick);
}

/** Staying is a decision, but no harm; an address neither. */
function harmless(buttons: readonly Placed[]): HTMLElement | undefined {
  return (
    buttons.find(({ action }) => action.kind === 'stay') ??
    buttons.find(({ action }) => action.kind === 'link')
  )?.button;
}

function focusable(text: HTMLElement): HTMLElement {
  text.tabIndex = -1;
  return text;
}

function bodyOf({ body }: Notice): HTMLElement {
  const element = document.createElement('div');
  element.className = 'body';
  element.id = 'body';
  element.setAttribute('part', 'body');
  element.append(...body.map((text) => line(text, 'line')));
  return element;
}

function line(text: string, name: 'title' | 'line'): HTMLElement {
  const element = document.createElement('p');
  element.className = name;
  element.setAttribute('part', name);
  if (name === 'title') {
    element.id = 'title';
  }
  element.append(...wordsOf(text));
  return element;
}

function buttonOf(action: NoticeAction, press: (action: NoticeAction) => void): HTMLButtonElement {
  const button = plainButton(LOOKS[action.kind]);
  button.dataset['action'] = action.kind;
  button.append(...wordsOf(action.label));
  if (action.host !== undefined) {
    const host = document.createElement('span');
    host.className = 'host';
    host.dir = 'ltr';
    host.textContent = action.host;
    button.append(' ', host);
  }
  button.addEventListener('click', () => press(action));
  return button;
}
