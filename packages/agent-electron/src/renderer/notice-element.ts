import type { Notice, NoticeAction } from '@phasegate/agent';
import { noticeStyle } from './notice-style.ts';
import { createNoticeView } from './notice-view.ts';
import type { NoticeView } from './notice-view.ts';
import { updateStore } from './store.ts';
import type { UpdateStore } from './store.ts';
import { putsAside, surfaceOf } from './surface.ts';
import { watchTyping } from './typing.ts';
import type { Typing } from './typing.ts';
import { createUpdateDialog } from './update-dialog.ts';
import type { UpdateDialog } from './update-dialog.ts';

/** Where there are no elements (a server, a test in Node) the module still loads, and defines nothing. */
const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** What `phasegate-shown` and `phasegate-act` say in their `detail`. */
export interface NoticeEventDetail {
  /** Of the notice. */
  readonly id: string;
  /** What the notice is about. */
  readonly kind: Notice['kind'];
  /** How bad it is. */
  readonly severity: Notice['severity'];
  /** What the pressed button does; only in `phasegate-act`. */
  readonly action?: NoticeAction['kind'];
}

/** The elements on this page; one that is open as a dialog covers the others. */
const connected = new Set<PhasegateNotice>();

/**
 * `<phasegate-notice>`: shows the one notice that is due. With `placement="menu"` it shows those of low severity
 * instead, for an About page or a menu; with `placement="dialog"` it is the update dialog, which the page opens and
 * closes (`open`). Colours and shape follow CSS variables (`--phasegate-*`) and `::part`s: docs/styling.md.
 *
 * Tells `phasegate-shown` when a notice comes into view, `phasegate-act` when a button is pressed, and `close` when the
 * update dialog has closed.
 */
export class PhasegateNotice extends Base {
  static readonly observedAttributes: readonly string[] = ['placement', 'open'];
  readonly #store: UpdateStore = updateStore();
  readonly #view: NoticeView;
  readonly #updates: UpdateDialog;
  #typing: Typing | undefined;
  #unsubscribe: () => void = () => undefined;
  #withdraw: (() => void) | undefined;
  #folded: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [noticeStyle()];
    const shared = {
      seen: (notice: Notice) => this.#seen(notice),
      press: (notice: Notice, action: NoticeAction) => this.#press(notice, action),
      choose: (notice: Notice, { kind }: NoticeAction, at: Date) => {
        this.#tell('phasegate-act', { ...detailOf(notice), action: kind });
        void this.#store.installLater(at);
      },
      typed: new Map<string, string>(),
      closeLabel: () => this.getAttribute('close-label'),
    };
    this.#view = createNoticeView(root, { ...shared, fold: (notice) => this.#fold(notice) });
    this.#updates = createUpdateDialog(root, {
      ...shared,
      pressMenu: () => void this.#store.pressMenu(),
      closed: () => this.#closed(),
    });
  }

  /** Whether the update dialog is open; for `placement="dialog"`. */
  get open(): boolean {
    return this.hasAttribute('open');
  }

  set open(open: boolean | undefined) {
    // React takes a property back by setting it to `undefined`, which `toggleAttribute` would turn it around on.
    this.toggleAttribute('open', open === true);
  }

  /** Opens the update dialog; for `placement="dialog"`. */
  show(): void {
    this.open = true;
  }

  /** Closes the update dialog. */
  close(): void {
    this.open = false;
  }

  connectedCallback(): void {
    connected.add(this);
    this.#typing = watchTyping(this.ownerDocument, () => performance.now());
    this.#unsubscribe = this.#store.subscribe(() => this.#render());
    this.#arrange();
  }

  disconnectedCallback(): void {
    connected.delete(this);
    clearTimeout(this.#timer);
    this.#typing?.stop();
    this.#unsubscribe();
    this.#view.clear();
    if (this.#updates.isOpen()) {
      this.#updates.close();
    }
    this.#announce(false);
    renderOthers(this);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) {
      this.#arrange();
    }
  }

  get #place(): 'page' | 'menu' | 'dialog' {
    const given = this.getAttribute('placement');
    return given === 'menu' || given === 'dialog' ? given : 'page';
  }

  /** Follows the attributes. */
  #arrange(): void {
    const wanted = this.#place === 'dialog' && this.open;
    this.#render();
    if (wanted && !this.#updates.isOpen()) {
      this.#updates.open();
    } else if (!wanted && this.#updates.isOpen()) {
      this.#updates.close();
    }
    this.#announce(this.#place === 'page' || wanted);
    renderOthers(this);
  }

  #announce(shows: boolean): void {
    if (shows) {
      this.#withdraw ??= this.#store.announceNotices();
    } else {
      this.#withdraw?.();
      this.#withdraw = undefined;
    }
  }

  /** Draws what is due; called for the others by the element whose dialog opened or closed. */
  renderAgain(): void {
    this.#render();
  }

  #render(): void {
    clearTimeout(this.#timer);
    const snapshot = this.#store.getSnapshot();
    const notice = snapshot?.notice;
    this.#folded = notice?.id === this.#folded ? this.#folded : undefined;
    if (this.#place === 'dialog') {
      this.#view.clear();
      if (this.open) {
        this.#updates.render(snapshot);
      }
      return;
    }
    const surface = notice === undefined ? undefined : surfaceOf(notice, this.#folded);
    const mine = (surface?.place === 'menu') === (this.#place === 'menu');
    const covered = surface?.place !== 'dialog' && isCovered(this);
    if (notice === undefined || surface === undefined || !mine || covered) {
      this.#view.clear();
      return;
    }
    const wait = surface.place === 'dialog' ? (this.#typing?.untilPause() ?? 0) : 0;
    if (wait > 0 && !this.#view.has(notice, surface)) {
      this.#timer = setTimeout(() => this.#render(), wait);
      return;
    }
    this.#view.show(notice, surface, snapshot?.said === true);
  }

  #seen(notice: Notice): void {
    void this.#store.noticeShown(notice.id);
    this.#tell('phasegate-shown', detailOf(notice));
  }

  #press(notice: Notice, action: NoticeAction): void {
    this.#tell('phasegate-act', { ...detailOf(notice), action: action.kind });
    void this.#act(notice, action);
  }

  async #act(notice: Notice, { kind, index }: NoticeAction): Promise<void> {
    await this.#store.act(notice.id, index);
    // One that its user may not put off any more is still there; it must not lock an app that has work to save.
    if (putsAside(kind)) {
      this.#fold(notice);
    }
  }

  #fold({ id }: Notice): void {
    if (id === this.#store.getSnapshot()?.notice?.id) {
      this.#folded = id;
      this.#render();
    }
  }

  #closed(): void {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  }

  #tell(type: string, detail: NoticeEventDetail): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function detailOf({ id, kind, severity }: Notice): NoticeEventDetail {
  return { id, kind, severity };
}

function isCovered(element: PhasegateNotice): boolean {
  return [...connected].some(
    (other) => other !== element && other.open && other.getAttribute('placement') === 'dialog',
  );
}

function renderOthers(element: PhasegateNotice): void {
  for (const other of connected) {
    if (other !== element) {
      other.renderAgain();
    }
  }
}
