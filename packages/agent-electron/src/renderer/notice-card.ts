import type { Notice, NoticeAction } from '@phasegate/agent';
import { iconOf } from './icons.ts';
import { markVersions } from './marked-text.ts';
import { createProgressBar } from './progress-bar.ts';
import type { ProgressBar } from './progress-bar.ts';
import type { Surface } from './surface.ts';

/** A notice as elements, and the parts of it that change while it is shown. */
export interface NoticeCard {
  readonly element: HTMLElement;
  readonly bar: ProgressBar | undefined;
  /** The button that changes nothing: where focus goes first in a dialog. */
  readonly safe: HTMLButtonElement | undefined;
}

/** Lays a notice out. All its text goes in as text: nothing in it is ever read as HTML. */
export function createCard(
  notice: Notice,
  surface: Surface,
  press: (index: number) => void,
): NoticeCard {
  const element = document.createElement('div');
  element.className = `card ${surface.tone} ${surface.place}`;
  element.setAttribute('part', `container ${surface.place} ${surface.tone}`);
  element.lang = notice.language;
  element.dir = notice.direction;
  const text = document.createElement('div');
  text.className = 'text';
  text.append(line(notice.title, 'title'), bodyOf(notice));
  const bar = notice.kind === 'updating' ? createProgressBar(notice.title) : undefined;
  if (bar !== undefined) {
    text.append(bar.element);
  }
  const buttons = notice.actions.map((action) => ({ action, button: buttonOf(action, press) }));
  const row = document.createElement('div');
  row.className = 'actions';
  row.append(...inOrder(buttons, surface.place));
  element.append(iconOf(surface.tone), text, ...(buttons.length > 0 ? [row] : []));
  const safe = buttons.find(({ action }) => isAside(action)) ?? buttons[0];
  return { element, bar, safe: safe?.button };
}

interface Placed {
  readonly action: NoticeAction;
  readonly button: HTMLButtonElement;
}

/** In a dialog the deed stands last, at the edge; in a banner first, beside the text. Links stand apart. */
function inOrder(buttons: readonly Placed[], place: Surface['place']): HTMLButtonElement[] {
  const pick = (wanted: (action: NoticeAction) => boolean): HTMLButtonElement[] =>
    buttons.filter(({ action }) => wanted(action)).map(({ button }) => button);
  const links = pick(({ kind }) => kind === 'link');
  const deeds = pick((action) => action.kind !== 'link' && !isAside(action));
  const aside = pick(isAside);
  return place === 'dialog' ? [...links, ...aside, ...deeds] : [...deeds, ...aside, ...links];
}

function isAside({ kind }: NoticeAction): boolean {
  return kind === 'later' || kind === 'dismiss';
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
  element.append(...markVersions(text).map(({ kind, text: words }) => wordsOf(kind, words)));
  return element;
}

function wordsOf(kind: 'text' | 'version', words: string): Node {
  if (kind === 'text') {
    return document.createTextNode(words);
  }
  const element = document.createElement('bdi');
  element.textContent = words;
  return element;
}

function buttonOf(action: NoticeAction, press: (index: number) => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  const look = action.kind === 'link' ? 'link' : isAside(action) ? 'quiet' : 'primary';
  button.className = look;
  button.setAttribute('part', `button ${look}`);
  button.dataset['action'] = action.kind;
  button.append(...markVersions(action.label).map(({ kind, text }) => wordsOf(kind, text)));
  if (action.host !== undefined) {
    const host = document.createElement('span');
    host.className = 'host';
    host.dir = 'ltr';
    host.textContent = action.host;
    button.append(' ', host);
  }
  button.addEventListener('click', () => press(action.index));
  return button;
}
