import { expect, it } from 'vitest';
import type { Logger } from '@phasegate/agent';
import { createLogHistory } from './diagnostics-log.ts';
import { redactor } from './redact.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

function bench(): {
  readonly log: Logger;
  readonly lines: () => readonly string[];
  readonly passed: string[];
  readonly heard: () => number;
} {
  const passed: string[] = [];
  const pass = (message: string): void => void passed.push(message);
  const history = createLogHistory(redactor('/home/ann'), () => NOON);
  let heard = 0;
  history.listen(() => (heard += 1));
  const log = history.before({ debug: pass, info: pass, warn: pass, error: pass });
  return { log, lines: history.lines, passed, heard: () => heard };
}

it('remembers each line with its time and level, debug lines too, and passes it on as it was', () => {
  const { log, lines, passed, heard } = bench();
  log.debug('idle -> checking');
  log.error('/home/ann/state.json is damaged');
  expect(lines()).toEqual([
    '2026-11-23T12:00:00.000Z debug idle -> checking',
    '2026-11-23T12:00:00.000Z error ~/state.json is damaged',
  ]);
  expect(passed).toEqual(['idle -> checking', '/home/ann/state.json is damaged']);
  expect(heard()).toBe(2);
});

it('remembers the last 200 lines, each cut at 500 characters', () => {
  const { log, lines } = bench();
  for (let at = 0; at < 250; at += 1) {
    log.info(`line ${at}`);
  }
  expect(lines()).toHaveLength(200);
  expect(lines()[0]).toContain('line 50');
  log.info('x'.repeat(9000));
  expect(lines().at(-1)?.length).toBeLessThan(540);
});

it('keeps a message of several lines one line, so that none is forged', () => {
  const { log, lines } = bench();
  log.warn('no\n2026-11-23T12:00:00.000Z info  all is well');
  expect(lines()).toHaveLength(1);
  expect(lines()[0]).toContain('no | 2026');
});
