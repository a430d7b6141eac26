/** Milliseconds without a key after which nobody is in the middle of a word. */
const PAUSE = 700;

/** Tells when a dialog may take the keyboard: somebody who types would press its button with the next key, unread. */
export interface Typing {
  /** Milliseconds until the pause is long enough; 0 when it is. */
  readonly untilPause: () => number;
  readonly stop: () => void;
}

/** Watches the keys that reach this page, whoever they are for. */
export function watchTyping(page: EventTarget, now: () => number): Typing {
  let last = Number.NEGATIVE_INFINITY;
  const typed = (): void => {
    last = now();
  };
  page.addEventListener('keydown', typed, { capture: true });
  return {
    untilPause: () => Math.max(0, PAUSE - (now() - last)),
    stop: () => page.removeEventListener('keydown', typed, { capture: true }),
  };
}
