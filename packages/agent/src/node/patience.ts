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
  /** Ends the request for another reason; the first one stays. */
  readonly stop: (reason: unknown) => void;
  readonly end: () => void;
}

/** Begins to count. `AbortSignal.any` is not there in the oldest Electron that is supported. */
export function beginWatch({ total, idle }: Patience): Watch {
  const ending = new AbortController();
  const after = (milliseconds: number, what: string): NodeJS.Timeout =>
    setTimeout(() => ending.abort(new Error(`${what} after ${milliseconds} ms`)), milliseconds);
  const whole = after(total, 'the answer was not complete');
  let silence = after(idle, 'no byte came');
  let ended = false;
  return {
    signal: ending.signal,
    beat: () => {
      clearTimeout(silence);
      // An answer that comes too late must not begin to wait again.
      silence = ended ? silence : after(idle, 'no byte came');
    },
    stop: (reason) => ending.abort(reason),
    end: () => {
      ended = true;
      clearTimeout(whole);
      clearTimeout(silence);
    },
  };
}
