import { describe, expect, it } from 'vitest';
import { NOW, v } from '../agent.fixture.ts';
import type { EventBody } from './batch.ts';
import type { Finding } from './derive.ts';
import {
  EMPTY_LEDGER,
  formatLedger,
  isMarked,
  markOf,
  parseLedger,
  startedWith,
  withMark,
} from './ledger.ts';
import type { Ledger, Mark } from './ledger.ts';

const DAY = 86_400_000;
const found = (body: EventBody, version = '1.1.0'): Finding => ({
  version: v(version),
  previousVersion: undefined,
  body,
});
const mark = (body: EventBody, at = NOW, overridden = false): Mark =>
  markOf(found(body), at, overridden) ?? expect.fail();
const failed = (code: string): EventBody => ({
  kind: 'install-failed',
  stage: 'download',
  code,
  direction: 'forward',
});

describe('the ledger', () => {
  it('passes over what was reported of the release, and not over the same of another release', () => {
    const ledger = withMark(EMPTY_LEDGER, mark({ kind: 'offered' }));
    expect(isMarked(ledger, mark({ kind: 'offered' }, NOW + 30 * DAY))).toBe(true);
    expect(isMarked(ledger, mark({ kind: 'downloaded' }))).toBe(false);
    const next = markOf(found({ kind: 'offered' }, '1.2.0'), NOW, false) ?? expect.fail();
    expect(isMarked(ledger, next)).toBe(false);
  });

  it('counts each way in which an install can fail, and errors as one, whatever they are', () => {
    const ledger = withMark(
      withMark(EMPTY_LEDGER, mark(failed('disk-full'))),
      mark({ kind: 'error', crash: false }),
    );
    expect(isMarked(ledger, mark(failed('download-wrong-digest')))).toBe(false);
    expect(isMarked(ledger, mark({ kind: 'error', crash: true, signature: 'x' }))).toBe(true);
  });

  it('counts a sign of life and a timing once a day, in one mark', () => {
    const ledger = withMark(EMPTY_LEDGER, mark({ kind: 'active' }));
    expect(isMarked(ledger, mark({ kind: 'active' }, NOW + DAY / 4))).toBe(true);
    expect(isMarked(ledger, mark({ kind: 'active' }, NOW + DAY))).toBe(false);
    expect(isMarked(ledger, mark({ kind: 'performance', checkMs: 1 }))).toBe(false);
    const later = withMark(ledger, mark({ kind: 'active' }, NOW + DAY));
    expect(Object.keys(later.marks)).toHaveLength(1);
  });

  it('counts every user report, and what QA has forced by itself', () => {
    expect(markOf(found({ kind: 'user-report', category: 'slow' }), NOW, false)).toBeUndefined();
    const ledger = withMark(EMPTY_LEDGER, mark({ kind: 'offered' }, NOW, true));
    expect(isMarked(ledger, mark({ kind: 'offered' }))).toBe(false);
  });

  it('forgets the oldest marks, not the newest', () => {
    const marks = Array.from({ length: 400 }, (_, number) => mark(failed(`code-${number}`)));
    const ledger = marks.reduce(withMark, EMPTY_LEDGER);
    const [oldest] = marks;
    expect(isMarked(ledger, oldest ?? expect.fail())).toBe(false);
    expect(isMarked(ledger, marks.at(-1) ?? expect.fail())).toBe(true);
    expect(Object.keys(ledger.marks)).toHaveLength(300);
  });

  it('knows which version ran before, over restarts and updates', () => {
    const starts = ['1.0.0', '1.0.0', '1.1.0', '1.1.0', '1.0.0'].map(v);
    const seen: (string | undefined)[] = [];
    starts.reduce<Ledger>((ledger, version) => {
      const next = startedWith(ledger, version);
      seen.push(next.running?.previous);
      return next;
    }, EMPTY_LEDGER);
    expect(seen).toEqual([undefined, undefined, '1.0.0', '1.0.0', '1.1.0']);
  });

  it('reads back what it wrote, and begins anew where that is damaged', () => {
    const ledger: Ledger = {
      running: { version: v('1.1.0'), previous: v('1.0.0') },
      marks: { 'offered 1.1.0': 'release' },
      notBefore: NOW,
      failures: 2,
    };
    const text = formatLedger(ledger);
    expect(parseLedger(text)).toEqual(ledger);
    for (const damaged of ['', text.slice(0, -10), text.replace('1.1.0', 'x'), '[]']) {
      expect(parseLedger(damaged)).toEqual(EMPTY_LEDGER);
    }
  });
});
