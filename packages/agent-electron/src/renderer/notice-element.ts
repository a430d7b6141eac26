import type { Notice } from '@phasegate/agent';
import { createCard } from './notice-card.ts';
import type { NoticeCard } from './notice-card.ts';
import { noticeStyle } from './notice-style.ts';
import { updateStore } from './store.ts';
import type { UpdateStore } from './store.ts';
import { surfaceOf } from './surface.ts';
import type { Surface } from './surface.ts';
import { keepTabInside } from './focus-trap.ts';

/** Where there are no elements (a server, a test in Node) the module still loads, and defines nothing. */
const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * `<phasegate-notice>`: shows the one notice that is due. With `placement="menu"` it shows those of low severity
 * instead, for an About page or a menu. Colours and shape follow CSS variables (`--phasegate-*`) and `::part`s.
 */
export class PhasegateNotice extends Base {
  readonly #store: UpdateStore = updateStore();
  readonly #status: HTMLElement = liveRegion('status');
  readonly #alert: HTMLElement = liveRegion('alert');
  readonly #dialog: HTMLDialogElement = document.createElement('dialog');
  #unsubscribe: () => void = () => undefined;
  #shown: { readonly key: string; readonly card: NoticeCard } | undefined;
  #cameFrom: HTMLElement | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [noticeStyle()];
    this.#dialog.setAttribute('role', 'alertdialog');
    this.#dialog.setAttribute('aria-labelledby', 'title');
    this.#dialog.setAttribute('aria-describedby', 'body');
    this.#dialog.setAttribute('part', 'backdrop');
    // Escape means "later"; where there is no later, it means nothing.
    this.#dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.#shown?.card.safe?.click();
    });
    this.#dialog.addEventListener('keydown', (event) => keepTabInside(event, this.#dialog));
    root.append(this.#status, this.#alert, this.#dialog);
    this.addEventListener('focusin', ({ relatedTarget }) => {
      if (relatedTarget instanceof HTMLElement && relatedTarget !== this) {
        this.#cameFrom = relatedTarget;
      }
    });
  }

  connectedCallback(): void {
    this.#unsubscribe = this.#store.subscribe(() => this.#render());
    if (this.#place !== 'menu') {
      void this.#store.announceNotices();
    }
    this.#render();
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
    this.#clear();
  }

  get #place(): 'menu' | undefined {
    return this.getAttribute('placement') === 'menu' ? 'menu' : undefined;
  }

  #render(): void {
    const notice = this.#store.getSnapshot()?.notice;
    const surface = notice === undefined ? undefined : surfaceOf(notice);
    const mine = (surface?.place === 'menu') === (this.#place === 'menu');
    if (notice === undefined || surface === undefined || !mine) {
      this.#clear();
      return;
    }
    const { progress, ...still } = notice;
    const key = JSON.stringify(still);
    // The same words are not put in again: a screen reader would say them again.
    if (key !== this.#shown?.key) {
      this.#clear();
      this.#show(notice, surface, key);
    }
    this.#shown?.card.bar?.show(progress, performance.now());
  }

  #show(notice: Notice, surface: Surface, key: string): void {
    const card = createCard(notice, surface, (index) => void this.#store.act(notice.id, index));
    this.#shown = { key, card };
    if (surface.place === 'dialog') {
      this.#dialog.replaceChildren(card.element);
      this.#dialog.showModal();
      card.safe?.focus();
      return;
    }
    (surface.role === 'alert' ? this.#alert : this.#status).replaceChildren(card.element);
  }

  /** Focus that was in a notice goes back where it came from; a dialog does that by itself. */
  #clear(): void {
    const hadFocus = this.shadowRoot?.activeElement !== null && !this.#dialog.open;
    this.#shown = undefined;
    this.#status.replaceChildren();
    this.#alert.replaceChildren();
    if (this.#dialog.open) {
      this.#dialog.close();
    }
    this.#dialog.replaceChildren();
    if (hadFocus) {
      this.#cameFrom?.focus();
    }
  }
}

function liveRegion(role: 'status' | 'alert'): HTMLElement {
  const region = document.createElement('div');
  region.setAttribute('role', role);
  return region;
}
