import { expect, it } from 'vitest';
import { createBusyList } from './busy-list.ts';
import { createWindowBusy } from './window-busy.ts';

/** What the agent would be told, as it is now. */
function desk(): { readonly said: string[]; readonly busy: (reason: string) => () => void } {
  const said: string[] = [];
  return {
    said,
    busy: (reason) => {
      said.push(reason);
      return () => void said.splice(said.indexOf(reason), 1);
    },
  };
}

it('a window that goes away is no longer busy, and ends nothing of another', () => {
  const { said, busy } = desk();
  const windows = createWindowBusy<object>(busy);
  const [one, two] = [{}, {}];
  windows.begin(one, 'exporting');
  windows.begin(one, 'exporting');
  windows.begin(two, 'printing');
  windows.end(two, 'exporting');
  expect(said).toEqual(['exporting', 'exporting', 'printing']);
  windows.end(one, 'exporting');
  expect(said).toEqual(['exporting', 'printing']);
  windows.gone(one);
  windows.gone(one);
  expect(said).toEqual(['printing']);
});

it('a window cannot be busy with any number of things', () => {
  const { said, busy } = desk();
  const windows = createWindowBusy<object>(busy);
  const one = {};
  for (let at = 0; at < 100; at += 1) {
    windows.begin(one, `thing ${at}`);
  }
  expect(said).toHaveLength(16);
});

it('an app that is busy before the agent has started is so from its first moment', () => {
  const { said, busy } = desk();
  const app: { agent?: { readonly busy: typeof busy } } = {};
  const list = createBusyList(() => app.agent);
  const over = list.begin('importing');
  const early = list.begin('loading');
  early();
  app.agent = { busy };
  list.handOver();
  list.handOver();
  expect(said).toEqual(['importing']);
  const later = list.begin('exporting');
  over();
  over();
  expect(said).toEqual(['exporting']);
  later();
  expect(said).toEqual([]);
});
