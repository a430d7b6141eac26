import type { Notice } from '@phasegate/agent';
import { closeButton, createModal } from './modal.ts';
import { heirOf, showNotice } from './shown-notice.ts';
import type { NoticeListener, ShownNotice } from './shown-notice.ts';
import type { Surface } from './surface.ts';

/** Where the one notice of a page is laid out: in its place on the page, or over it. */
export interface NoticeView {
  /** `said`: it was said aloud before, so it is said politely now. */
  readonly show: (notice: Notice, surface: Surface, said: boolean) => void;
  readonly clear: () => void;
  /** Whether this notice is on the page. */
  readonly has: (notice: Notice, surface: Surface) => boolean;
}

/** What the view needs of the element around it. */
export interface ViewOptions extends NoticeListener {
  /** The user has no way to put this one aside, and has folded it up. */
  readonly fold: (notice: Notice) => void;
  readonly closeLabel: () => string | null;
}

interface Stage {
  readonly root: ShadowRoot;
  readonly status: HTMLElement;
  readonly alert: HTMLElement;
  readonly dialog: HTMLDialogElement;
  readonly options: ViewOptions;
  readonly spoken: Set<string>;
  shown: ShownNotice | undefined;
  notice: Notice | undefined;
  /** Who had the focus before it went into a notice. */
  cameFrom: HTMLElement | undefined;
}

/** Puts the live regions and the dialog into a shadow root; regions have to be there before anything is said in them. */
export function createNoticeView(root: ShadowRoot, options: ViewOptions): NoticeView {
  const stage: Stage = {
    root,
    status: liveRegion('status'),
    alert: liveRegion('alert'),
    dialog: createModal({
      role: 'alertdialog',
      onEscape: () => escape(stage),
      onClosed: () => undefined,
    }),
    options,
    spoken: new Set(),
    shown: undefined,
    notice: undefined,
    cameFrom: undefined,
  };
  stage.dialog.setAttribute('aria-labelledby', 'title');
  stage.dialog.setAttribute('aria-describedby', 'body');
  root.append(stage.status, stage.alert, stage.dialog);
  root.host.addEventListener('focusin', (event) => {
    const { relatedTarget } = event as FocusEvent;
    if (relatedTarget instanceof HTMLElement && isOutside(relatedTarget, root.host)) {
      stage.cameFrom = relatedTarget;
    }
  });
  return {
    has: (notice, surface) => stage.shown?.is(notice, surface) === true,
    show: (notice, surface, said) => show(stage, { notice, surface, said }),
    clear: () => clear(stage),
  };
}

/** On the page, and not in the element: Chromium also names what is inside a field, whose parts a focus passes through. */
function isOutside(from: Element, host: Element): boolean {
  const root = host.getRootNode();
  return from !== host && (root.contains(from) || host.ownerDocument.contains(from));
}

/** Escape means "later"; where there is no later, it folds the notice up: it must not lock an app that has work to save. */
function escape({ shown, notice, options }: Stage): void {
  if (shown?.card.aside !== undefined) {
    shown.card.aside.click();
  } else if (notice !== undefined) {
    options.fold(notice);
  }
}

interface Wanted {
  readonly notice: Notice;
  readonly surface: Surface;
  readonly said: boolean;
}

function show(stage: Stage, { notice, surface, said }: Wanted): void {
  stage.notice = notice;
  if (stage.shown?.is(notice, surface) !== true) {
    const before = stage.shown;
    const focused = stage.root.activeElement;
    stage.shown = showNotice(notice, surface, stage.options);
    before?.gone();
    const aloud = surface.role === 'alert' && !said && !stage.spoken.has(notice.id);
    stage.spoken.add(notice.id);
    if (surface.place === 'dialog') {
      openDialog(stage, stage.shown, focused);
    } else {
      putInPlace(stage, stage.shown, aloud ? stage.alert : stage.status);
      giveFocus(stage, focused);
    }
  }
  stage.shown?.progress(notice);
}

function openDialog(stage: Stage, { card }: ShownNotice, focused: Element | null): void {
  const { dialog, options } = stage;
  stage.status.replaceChildren();
  stage.alert.replaceChildren();
  dialog.dir = card.element.dir;
  const way =
    card.aside === undefined ? [closeButton(options.closeLabel(), () => escape(stage))] : [];
  dialog.replaceChildren(card.element, ...way);
  if (!dialog.open) {
    dialog.showModal();
  }
  (heirOf(focused, card) ?? card.safe).focus();
}

function putInPlace(stage: Stage, { card }: ShownNotice, region: HTMLElement): void {
  for (const other of [stage.status, stage.alert]) {
    other.replaceChildren(...(other === region ? [card.element] : []));
  }
  closeDialog(stage);
}

/** A dialog gives focus back by itself when it closes. */
function closeDialog({ dialog }: Stage): void {
  if (dialog.open) {
    dialog.close();
  }
  dialog.replaceChildren();
}

/** Focus that was in a notice stays with what follows it there, else it goes back where it came from. */
function giveFocus({ root, shown, cameFrom }: Stage, focused: Element | null): void {
  const taken = root.ownerDocument.activeElement !== root.ownerDocument.body;
  if (focused === null || taken) {
    return;
  }
  const heir = shown === undefined ? undefined : heirOf(focused, shown.card);
  (heir ?? cameFrom)?.focus();
}

function clear(stage: Stage): void {
  const focused = stage.root.activeElement;
  stage.shown?.gone();
  stage.shown = undefined;
  stage.notice = undefined;
  stage.status.replaceChildren();
  stage.alert.replaceChildren();
  closeDialog(stage);
  giveFocus(stage, focused);
}

function liveRegion(role: 'status' | 'alert'): HTMLElement {
  const region = document.createElement('div');
  region.setAttribute('role', role);
  return region;
}
