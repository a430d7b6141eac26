import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOptions } from './options.ts';
import type { Settings } from './options.ts';
import type { FoundOverrides } from './overrides.ts';
import { overridesInForce, scheduleClockUnder } from './overrides-in-force.ts';
import { OVERRIDES_FILE } from './overrides-file.ts';

let folder: string;
let lines: string[];
const line = (message: string): void => void lines.push(message);
const log = { debug: line, info: line, warn: line, error: line };
const settings = (allowOverrides: boolean): Settings =>
  checkOptions({
    appId: 'com.example.notes',
    feedBase: 'https://example.com/updates',
    trust: 'unsigned',
    allowOverrides,
  });
const find = (allowOverrides: boolean, argv: string[] = []): Promise<FoundOverrides> =>
  overridesInForce(settings(allowOverrides), folder, log, { argv, env: { PHASEGATE_PHASE: '50' } });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'phasegate-in-force-'));
  lines = [];
  await writeFile(path.join(folder, OVERRIDES_FILE), '{ "bucket": 7, "time-scale": "fast" }');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('overrides in force', () => {
  it('are none in an app that does not allow them, whatever is said, and nothing is said of them', async () => {
    const found = await find(false, ['--phasegate-bucket=1', '--phasegate-nonsense']);
    expect(found).toEqual({ values: {}, active: [], origins: [], warnings: [] });
    expect(lines).toEqual([]);
  });

  it('come from switch, environment and file in an app that allows them; what is refused is logged', async () => {
    const found = await find(true, ['--phasegate-version=0.9.0']);
    expect(found.origins).toEqual([
      'bucket=7 (phasegate-overrides.json)',
      'version=0.9.0 (--phasegate-version)',
      'phase=50 (PHASEGATE_PHASE)',
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/time-scale of phasegate-overrides\.json="fast" cannot be read/);
  });

  it('that name no time scale leave the schedule to the machine’s clock', async () => {
    const clock = await scheduleClockUnder(await find(true), folder);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5000);
  });
});
