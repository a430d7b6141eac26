import { describe, expect, it } from 'vitest';
import { readAnswer, validatorOf } from './range-answer.ts';
import type { AnswerHead } from './range-answer.ts';

const REST = { from: 400, to: 1000, length: 1000 };
const MIDDLE = { from: 400, to: 500, length: 1000 };
const WHOLE = { from: 0, to: 1000, length: 1000 };

function head(status: number, headers: Record<string, string> = {}): AnswerHead {
  return { status, headers: new Headers(headers) };
}
const part = (range: string, more: Record<string, string> = {}): AnswerHead =>
  head(206, { 'content-range': range, ...more });

describe("a host's answer to a request for a part", () => {
  it.each([
    ['the rest', REST, part('bytes 400-999/1000'), { from: 400, to: 1000 }],
    [
      'the rest of a file of unknown length',
      REST,
      part('bytes 400-999/*'),
      { from: 400, to: 1000 },
    ],
    ['less than the rest', REST, part('bytes 400-599/1000'), { from: 400, to: 600 }],
    ['the stretch', MIDDLE, part('bytes 400-499/1000'), { from: 400, to: 500 }],
    [
      'the whole file instead',
      REST,
      head(200, { 'content-length': '1000' }),
      { from: 0, to: 1000 },
    ],
    ['the whole file, of unknown length', REST, head(200), { from: 0, to: 1000 }],
    ['the whole file', WHOLE, head(200, { 'content-length': '1000' }), { from: 0, to: 1000 }],
    [
      'the whole file, compressed on its way',
      WHOLE,
      head(200, { 'content-length': '77', 'content-encoding': 'gzip' }),
      { from: 0, to: 1000 },
    ],
  ])('is taken when it is %s', (_what, asked, answer, taken) => {
    expect(readAnswer(asked, answer)).toEqual({ kind: 'take', ...taken });
  });

  it.each([
    ['another part', REST, part('bytes 0-999/1000')],
    ['a part of another file', REST, part('bytes 400-999/1001')],
    ['more than was asked for', MIDDLE, part('bytes 400-500/1000')],
    ['a part that ends before it begins', REST, part('bytes 400-399/1000')],
    ['a part without a name', REST, head(206)],
    ['a part with an odd name', REST, part('bytes 400-/1000')],
    ['several parts', REST, head(206, { 'content-type': 'multipart/byteranges; boundary=x' })],
    ['a compressed part', REST, part('bytes 400-999/1000', { 'content-encoding': 'br' })],
    ['the whole file in place of a stretch', MIDDLE, head(200, { 'content-length': '1000' })],
    ['"there is no such part"', REST, head(416)],
  ])('is not glued to what is there when it is %s', (_what, asked, answer) => {
    expect(readAnswer(asked, answer)).toMatchObject({ kind: 'unfit' });
  });

  it('is refused when the file has another length than the feed says', () => {
    const answer = head(200, { 'content-length': '999' });
    expect(readAnswer(REST, answer)).toEqual({ kind: 'wrong-length', actual: 999 });
  });

  it.each([
    [WHOLE, part('bytes 0-999/1000')],
    [WHOLE, head(416)],
    [REST, head(404)],
    [REST, head(304)],
    [REST, head(204)],
  ])('is refused with any other status', (asked, answer) => {
    expect(readAnswer(asked, answer)).toEqual({ kind: 'bad-status', status: answer.status });
  });
});

describe('what a file is recognized by', () => {
  const date = 'Thu, 26 Nov 2026 10:00:00 GMT';
  it.each([
    ['its strong tag', { etag: '"abc"', 'last-modified': date }, '"abc"'],
    ['its date where the tag is weak', { etag: 'W/"abc"', 'last-modified': date }, date],
    ['its date where there is no tag', { 'last-modified': date }, date],
    ['nothing where there is neither', {}, undefined],
    [
      'nothing where it was compressed on its way',
      { etag: '"a"', 'content-encoding': 'gzip' },
      undefined,
    ],
  ])('is %s', (_what, headers, known) => {
    expect(validatorOf({ status: 200, headers: new Headers(headers as never) })).toBe(known);
  });
});
