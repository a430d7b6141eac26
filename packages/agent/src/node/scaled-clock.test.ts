import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Clock } from '../ports.ts';
import { keptScaledClock } from './scaled-clock.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const SECOND = 1000;
const DAY = 86_400_000;
let folder: string;
let now: number;
const clock: Clock = { now: () => now, after: () => () => undefined, random: () => 0 };

beforeEach(async () => {
  folder = path.join(await temporaryFolder('scale'), 'phasegate');
  now = NOW;
});
afterEach(() => removeFolder(path.dirname(folder)));

it('goes on over a restart, so that what was put aside comes back when it is over', async () => {
  await keptScaledClock(folder, clock, 8640);
  now += 10 * SECOND;
  expect((await keptScaledClock(folder, clock, 8640)).now()).toBe(NOW + DAY);
});

it.each([
  ['with another factor', 100, 10 * SECOND],
  ['after a day', 8640, DAY],
  ['where the clock was set back behind it', 8640, -1],
])('begins anew %s', async (_when, factor, later) => {
  await keptScaledClock(folder, clock, 8640);
  now += later;
  expect((await keptScaledClock(folder, clock, factor)).now()).toBe(now);
  now += SECOND;
  expect((await keptScaledClock(folder, clock, factor)).now()).toBe(NOW + later + factor * SECOND);
});

it.each([
  '',
  '{',
  '[]',
  '{"factor":8640}',
  '{"factor":8640,"origin":"1"}',
  '{"factor":8640,"origin":0.5}',
])('begins anew over a file that reads %j', async (text) => {
  await keptScaledClock(folder, clock, 8640);
  const file = path.join(folder, 'time-scale.json');
  await writeFile(file, text);
  now += SECOND;
  expect((await keptScaledClock(folder, clock, 8640)).now()).toBe(now);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ factor: 8640, origin: now });
});

it('works, for this start alone, where nothing can be written', async () => {
  await writeFile(folder, 'a file where the folder should be');
  const scaled = await keptScaledClock(folder, clock, 10);
  now += SECOND;
  expect(scaled.now()).toBe(NOW + 10 * SECOND);
});
