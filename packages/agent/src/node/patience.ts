/** How long one answer may take. Milliseconds. */
export interface Patience {
  /** For the whole answer. */
  readonly total: number;
  /** Without a byte. */
  readonly idle: number;
}

/** Ends a request that takes too long; its reason says which limit it was. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Something has arrived. */
  readonly beat: () => void;
  readonly end: () => void;
}

/** Begins to count. `AbortSignal.any` is not there in the oldest Electron that is supported. */
export function beginWatch({ total, idle }: Patience): Watch {
  const ending = new AbortController();
  const after = (milliseconds: number, what: string): NodeJS.Timeout =>
    setTimeout(() => ending.abort(new Error(`${what} after ${milliseconds} ms`)), milliseconds);
  const whole = after(total, 'the answer was not complete');
  let silence = after(idle, 'no byte came');
  return {
    signal: ending.signal,
    beat: () => {
      clearTimeout(silence);
      silence = after(idle, 'no byte came');
    },
    end: () => {
      clearTimeout(whole);
      clearTimeout(silence);
    },
  };
}
