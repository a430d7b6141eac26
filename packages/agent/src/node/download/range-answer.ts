/** What was asked of a host: bytes `from` up to and without `to` of a file of `length` bytes. */
export interface RangeAsked {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** What an answer's head says, and what it is good for. */
export type RangeAnswer =
  /** The body begins at this byte, and holds nothing beyond `to`. */
  | { readonly kind: 'take'; readonly from: number; readonly to: number }
  /** Nothing to be glued to what is there: it has to be asked for the whole file. */
  | { readonly kind: 'unfit'; readonly why: string }
  | { readonly kind: 'wrong-length'; readonly actual: number }
  | { readonly kind: 'bad-status'; readonly status: number };

/** The head of an answer. */
export type AnswerHead = Pick<Response, 'status' | 'headers'>;

/**
 * Reads the head of an answer. A host may ignore ranges (200), cap them, have another file by now (416, another total),
 * or be wrong about what it sends; nothing is taken that does not fit what is on the disk.
 */
export function readAnswer(asked: RangeAsked, head: AnswerHead): RangeAnswer {
  const { status } = head;
  if (status === 200) {
    return wholeAnswer(asked, head);
  }
  if (status === 206 && isPart(asked)) {
    return partAnswer(asked, head);
  }
  return status === 416 && isPart(asked)
    ? { kind: 'unfit', why: 'the host has no such part of the file' }
    : { kind: 'bad-status', status };
}

/** Whether less than the whole file is asked for. */
export function isPart({ from, to, length }: RangeAsked): boolean {
  return from > 0 || to < length;
}

function wholeAnswer({ to, length }: RangeAsked, head: AnswerHead): RangeAnswer {
  if (to < length) {
    return { kind: 'unfit', why: 'the host sends no parts' };
  }
  const stated = head.headers.get('content-length');
  // The length of what a host compressed is not the file's.
  const actual = stated === null || isEncoded(head) ? length : Number(stated);
  return actual === length ? { kind: 'take', from: 0, to } : { kind: 'wrong-length', actual };
}

function partAnswer({ from, to, length }: RangeAsked, head: AnswerHead): RangeAnswer {
  const stated = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(head.headers.get('content-range') ?? '');
  const [first, last, total] = (stated ?? []).slice(1);
  const fits =
    Number(first) === from &&
    Number(last) >= from &&
    Number(last) < to &&
    (total === '*' || Number(total) === length);
  if (isEncoded(head) || !fits) {
    return { kind: 'unfit', why: 'the host sends another part than it was asked for' };
  }
  return { kind: 'take', from, to: Number(last) + 1 };
}

/** Whether the body is compressed on its way: its parts are then not the file's. */
function isEncoded({ headers }: AnswerHead): boolean {
  const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? '';
  return coding !== '' && coding !== 'identity';
}

/**
 * What makes a later request for the rest conditional (If-Range): a strong ETag, else the date of the last change; none
 * for a body that was compressed on its way.
 */
export function validatorOf(head: AnswerHead): string | undefined {
  const etag = head.headers.get('etag');
  if (isEncoded(head)) {
    return undefined;
  }
  return etag !== null && /^"[^"]*"$/.test(etag)
    ? etag
    : (head.headers.get('last-modified') ?? undefined);
}
