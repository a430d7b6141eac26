import type { AgentSnapshot } from '@phasegate/agent';
import { iconOf } from './icons.ts';
import { closeButton, createModal } from './modal.ts';
import { wordsOf } from './marked-text.ts';
import { plainButton } from './plain-button.ts';
import { createProgressBar } from './progress-bar.ts';
import { heirOf, showNotice } from './shown-notice.ts';
import type { NoticeListener, ShownNotice } from './shown-notice.ts';
import { surfaceOf } from './surface.ts';

/** The dialog that an app opens when its user wants to see how updates stand. */
export interface UpdateDialog {
  readonly isOpen: () => boolean;
  readonly open: () => void;
  readonly close: () => void;
  readonly render: (snapshot: AgentSnapshot | undefined) => void;
}

/** What the dialog needs of the element around it. */
export interface UpdateDialogOptions extends NoticeListener {
  readonly pressMenu: () => void;
  readonly closed: () => void;
  readonly closeLabel: () => string | null;
}

interface Stage {
  readonly root: ShadowRoot;
  readonly options: UpdateDialogOptions;
  readonly dialog: HTMLDialogElement;
  /** What is said in it while it is open is said politely. */
  readonly content: HTMLElement;
  shown: ShownNotice | undefined;
}

/** Shows the notice there is, whatever its severity; without one the version, the progress, and a button with the menu's words. */
export function createUpdateDialog(root: ShadowRoot, options: UpdateDialogOptions): UpdateDialog {
  const close = (): void => dialog.close();
  const dialog = createModal({ role: 'dialog', onEscape: close, onClosed: options.closed });
  const content = document.createElement('div');
  content.className = 'content';
  content.setAttribute('aria-live', 'polite');
  const stage: Stage = { root, options, dialog, content, shown: undefined };
  root.append(dialog);
  return {
    isOpen: () => dialog.open,
    open: () => {
      dialog.replaceChildren(content, closeButton(options.closeLabel(), close));
      dialog.showModal();
      firstStop(stage).focus();
    },
    close,
    render: (snapshot) => render(stage, snapshot),
  };
}

function render(stage: Stage, snapshot: AgentSnapshot | undefined): void {
  const { dialog, root } = stage;
  const focused = root.activeElement;
  const next =
    snapshot?.notice === undefined ? stillOf(stage, snapshot) : noticeOf(stage, snapshot);
  if (next === undefined) {
    return;
  }
  stage.content.replaceChildren(next);
  if (dialog.open && focused !== null && !dialog.contains(root.activeElement)) {
    const heir = stage.shown === undefined ? undefined : heirOf(focused, stage.shown.card);
    (heir ?? firstStop(stage)).focus();
  }
}

/** Where Enter does no harm: on what puts the notice aside, on the way to look for more, or on the way out. */
function firstStop({ shown, dialog }: Stage): HTMLElement {
  const menu = dialog.querySelector<HTMLElement>('[data-menu]');
  const close = dialog.querySelector<HTMLElement>('.close');
  return shown?.card.question?.field() ?? shown?.card.aside ?? menu ?? close ?? dialog;
}

/** The card of the notice; nothing where it is there already. */
function noticeOf(stage: Stage, { notice }: AgentSnapshot): HTMLElement | undefined {
  if (notice === undefined) {
    return undefined;
  }
  const surface = { ...surfaceOf(notice), place: 'dialog' } as const;
  const there = stage.shown?.is(notice, surface) === true;
  if (!there) {
    stage.shown?.gone();
    stage.shown = showNotice(notice, surface, {
      ...stage.options,
      press: (about, action) => {
        stage.options.press(about, action);
        if (['later', 'dismiss', 'stay'].includes(action.kind)) {
          stage.dialog.close();
        }
      },
    });
    stage.dialog.removeAttribute('aria-label');
    stage.dialog.setAttribute('aria-labelledby', 'title');
    stage.dialog.setAttribute('aria-describedby', 'body');
    stage.dialog.dir = notice.direction;
  }
  stage.shown?.progress(notice);
  return there ? undefined : stage.shown?.card.element;
}

const AT_WORK: readonly AgentSnapshot['phase'][] = [
  'checking',
  'downloading',
  'confirming',
  'installing',
];

/** Without a notice: the version, or what the page puts into the slot `title`, and the way to look for more. */
function stillOf(stage: Stage, snapshot: AgentSnapshot | undefined): HTMLElement {
  const { dialog, options } = stage;
  stage.shown?.gone();
  stage.shown = undefined;
  const label = snapshot?.menu.label ?? '';
  dialog.removeAttribute('aria-labelledby');
  dialog.removeAttribute('aria-describedby');
  dialog.removeAttribute('dir');
  dialog.setAttribute('aria-label', label);
  const card = document.createElement('div');
  card.className = 'card info dialog';
  card.setAttribute('part', 'container dialog info');
  const text = document.createElement('div');
  text.className = 'text';
  text.append(titleSlot(snapshot?.version ?? ''));
  card.append(iconOf('info'), text);
  if (snapshot === undefined) {
    return card;
  }
  const busy = AT_WORK.includes(snapshot.phase);
  if (busy) {
    const bar = createProgressBar(label);
    bar.show(snapshot.progress, undefined);
    text.append(bar.element);
  }
  card.append(menuRow(label, busy, options.pressMenu));
  return card;
}

function titleSlot(version: string): HTMLElement {
  const title = document.createElement('p');
  title.className = 'title';
  title.setAttribute('part', 'title');
  const slot = document.createElement('slot');
  slot.name = 'title';
  slot.append(...wordsOf(version));
  title.append(slot);
  return title;
}

/** Still there while a check runs, so that focus is not lost, but without effect. */
function menuRow(label: string, busy: boolean, press: () => void): HTMLElement {
  const row = document.createElement('div');
  row.className = 'actions';
  const button = plainButton('primary');
  button.dir = 'auto';
  button.dataset['menu'] = '';
  button.append(...wordsOf(label));
  button.setAttribute('aria-disabled', String(busy));
  button.addEventListener('click', () => {
    if (!busy) {
      press();
    }
  });
  row.append(button);
  return row;
}
