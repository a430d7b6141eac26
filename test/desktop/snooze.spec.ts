import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import { until } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// "Later" in the real app: over restarts, over a clock that runs ahead, and over one that is set back.
let machine: OneMachine;

test.beforeEach(async () => {
  machine = await setUpMachine();
  await machine.desktop.start();
});

test.afterEach(() => machine.close());

const HOUR = 3_600_000;

interface Case {
  readonly severity: 'medium' | 'high';
  readonly kind: string;
  /** Milliseconds of the first "later", and of the one after two more of them. */
  readonly lasts: readonly [number, number];
  readonly publish: () => Promise<void>;
}

const CASES: readonly Case[] = [
  {
    severity: 'medium',
    kind: 'update-ready',
    lasts: [24 * HOUR, 7 * 24 * HOUR],
    publish: () => machine.publish(['1.1.0', '1.0.0']),
  },
  {
    severity: 'high',
    kind: 'withdrawn',
    lasts: [4 * HOUR, 4 * HOUR],
    // There is nothing to go to, so that the notice stays what it is.
    publish: () => machine.publish([], [{ id: 'bad', versions: '1.0.0', severity: 'high' }]),
  },
];

/** A file of the agent's own folder. */
const own = (name: string): string =>
  path.join(path.dirname(machine.desktop.app), 'config/Notes/phasegate', name);

/** Its user closes the app and starts it again. */
async function startAgain(): Promise<void> {
  const { desktop } = machine;
  await desktop.page().evaluate(() => globalThis.close());
  await desktop.ended();
  await desktop.start();
}

const shows = (kind: string): Promise<AgentSnapshot> =>
  machine.desktop.sees(`the notice ${kind}`, ({ notice }) => notice?.kind === kind);

/** Presses "Later" on what is shown; the milliseconds until it comes back. */
async function later(kind: string): Promise<number> {
  const { desktop } = machine;
  const id = (await shows(kind)).notice?.id;
  await desktop
    .page()
    .locator('phasegate-notice')
    .first()
    .getByRole('button', { name: 'Later' })
    .click();
  const { diagnostics } = await desktop.sees('it put aside', ({ notice }) => notice === undefined);
  const aside = diagnostics.putAside?.find((one) => one.id === id);
  const comesBack = Date.parse(aside?.until ?? '');
  // An app that is closed before the disk has it has not heard it.
  await until(async () => (await readFile(own('state.json'), 'utf8')).includes(`${comesBack}`), {
    what: 'it written down',
  });
  return comesBack - Date.now();
}

/** The condition is known again after a start, and nothing is said about it. */
async function staysAway(): Promise<void> {
  const { desktop } = machine;
  const seen = await desktop.sees('the first check', ({ diagnostics, phase }) => {
    const { lastCheck } = diagnostics;
    return lastCheck !== undefined && ['idle', 'ready'].includes(phase);
  });
  expect(seen.notice).toBeUndefined();
  expect(seen.diagnostics.putAside).toHaveLength(1);
  await expect(desktop.page().locator('phasegate-notice .card').first()).toBeHidden();
}

for (const { severity, kind, lasts, publish } of CASES) {
  test(`"later" on a ${severity} notice outlives a restart, is over in its time, and a clock that is set back ends it`, async () => {
    const { desktop } = machine;
    await publish();
    await desktop.check();
    const first = await later(kind);
    expect(Math.abs(first - lasts[0])).toBeLessThan(60_000);
    await startAgain();
    await staysAway();

    // The clock runs ahead, so far in five seconds: the notice is there again when its time is over.
    await writeFile(
      own('phasegate-overrides.json'),
      JSON.stringify({ 'time-scale': lasts[0] / 5_000 }),
    );
    await startAgain();
    const back = await shows(kind);
    expect(back.diagnostics.putAside).toEqual([]);

    // Put aside by the clock that runs ahead, and that clock is set right: nothing stays away until then.
    await later(kind);
    await rm(own('phasegate-overrides.json'));
    await startAgain();
    await shows(kind);
    expect((await desktop.see()).diagnostics.putAside).toEqual([]);

    // From now on it is away for as long as its rule says, and no longer.
    const again = await later(kind);
    expect(Math.abs(again - lasts[1])).toBeLessThan(60_000);
    await startAgain();
    await staysAway();
  });
}
