/** Which of several was focused last. */
export interface FocusOrder<T> {
  readonly focused: (one: T) => void;
  readonly gone: (one: T) => void;
  /** Of these, the one that was focused last; the first of them where none ever was. */
  readonly latest: (among: ReadonlySet<T>) => T | undefined;
}

/** Remembers the order, newest first, of those that are not gone. */
export function createFocusOrder<T>(): FocusOrder<T> {
  let order: readonly T[] = [];
  const without = (one: T): readonly T[] => order.filter((other) => other !== one);
  return {
    focused: (one) => {
      order = [one, ...without(one)];
    },
    gone: (one) => {
      order = without(one);
    },
    latest: (among) => order.find((one) => among.has(one)) ?? [...among][0],
  };
}
