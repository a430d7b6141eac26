/** What each window says it is busy with. */
export interface WindowBusy<T> {
  readonly begin: (window: T, reason: string) => void;
  /** Takes back one `begin` of the same words. */
  readonly end: (window: T, reason: string) => void;
  /** The window is gone, and whatever it was busy with. */
  readonly gone: (window: T) => void;
}

/** More than a window does at once; one that forgets to say "over" must not fill the memory. */
const MOST = 16;

interface Entry {
  readonly reason: string;
  readonly release: () => void;
}

/** Keeps each window's words apart, so that one cannot end what another is busy with. */
export function createWindowBusy<T extends object>(
  busy: (reason: string) => () => void,
): WindowBusy<T> {
  const entries = new Map<T, readonly Entry[]>();
  const of = (window: T): readonly Entry[] => entries.get(window) ?? [];
  return {
    begin: (window, reason) => {
      if (of(window).length < MOST) {
        entries.set(window, [...of(window), { reason, release: busy(reason) }]);
      }
    },
    end: (window, reason) => {
      const entry = of(window).find((one) => one.reason === reason);
      const left = of(window).filter((one) => one !== entry);
      entries.set(window, left);
      entry?.release();
    },
    gone: (window) => {
      const all = of(window);
      entries.delete(window);
      for (const { release } of all) {
        release();
      }
    },
  };
}
