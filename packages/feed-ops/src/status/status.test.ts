import { parseVersion } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import { beforeEach, describe, expect, it } from 'vitest';

import { block } from '../advisories.fixture.ts';
import { add, CONFIG, memoryProduct, move, rollback, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { HealthReading, Verdict } from '../health/report.ts';
import { rfc3339 } from '../times.ts';
import { mostPressing, statusOf } from './status.ts';
import type { PlatformStatus, StatusFacts } from './status.ts';

const DAY = 24;
const config = { ...CONFIG, health: { source: 'h', maxAgeMinutes: 15, minimumHours: 24 } };

let product: MemoryProduct;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0'], config);
});

function saying(verdict: Verdict): HealthReading {
  const release = {
    platform: 'linux',
    version: '1.1.0',
    phase: 10,
    verdict,
    why: 'so it is',
  } as const;
  const report = { app: CONFIG.app, at: rfc3339(product.pass(0)), releases: [release] };
  return { kind: 'read', source: 'h', report };
}

async function look(
  health: HealthReading = { kind: 'off' },
  published?: StatusFacts['published'],
): Promise<PlatformStatus> {
  const facts = { now: product.pass(0), health, published };
  const [status] = statusOf(await product.snapshot(), undefined, facts);
  if (status === undefined) {
    throw new Error('the product has no platform');
  }
  return status;
}

async function roll(): Promise<void> {
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
}

describe('the next step', () => {
  it('goes from a draft over the day in its phase to escalation', async () => {
    expect((await look()).next).toBe('phasegate release add, when there is a new version');
    await product.change(add('1.1.0'));
    expect((await look()).next).toBe('phasegate rollout start 1.1.0');
    await product.change(start('1.1.0'));
    expect((await look(saying('proceed'))).next).toMatch(
      /^wait until 2026-11-24T.*, then: phasegate rollout escalate 1\.1\.0$/,
    );
    product.pass(DAY);
    expect((await look(saying('inconclusive'))).next).toMatch(/^wait for a verdict/);
    expect((await look(saying('proceed'))).next).toBe(
      'phasegate rollout escalate 1.1.0, when it has done well',
    );
  });

  it('stops a release that does badly before anything else', async () => {
    await roll();
    expect((await look(saying('pause'))).next).toBe('phasegate rollout pause 1.1.0');
    expect((await look(saying('roll-back'))).next).toBe('phasegate rollback 1.1.0 --reason "..."');
  });

  it('decides on what is paused, but not on what was overtaken', async () => {
    await roll();
    await product.change(move('pause', '1.1.0'));
    expect((await look()).next).toMatch(/^phasegate rollout resume 1\.1\.0, or phasegate rollback/);
    await product.change(add('1.1.1'));
    await product.change(start('1.1.1', undefined, 'overtake'));
    const status = await look();
    expect(status.next).toMatch(/phasegate rollout escalate 1\.1\.1$/);
    expect(status.releases[1]).toMatchObject({ version: '1.1.0', overtakenBy: '1.1.1', feeds: [] });
  });

  it('names the scheduled step, and the feeds that are about to expire first of all', async () => {
    await roll();
    const version = parseVersion('1.1.0') as Version;
    const plan = { kind: 'every', every: 3_600_000 } as const;
    await product.change({ kind: 'schedule', version, plan, platforms: undefined });
    expect((await look(saying('proceed'))).next).toMatch(
      /^phasegate rollout advance takes 1\.1\.0 to 50 % from/,
    );
    product.pass(24 * DAY);
    expect((await look()).next).toBe('phasegate renew');
  });

  it('is that of the platform where it is most pressing', async () => {
    const calm = { ...(await look()), platform: 'macos' } as const;
    await roll();
    expect(mostPressing([calm, await look(saying('roll-back'))])).toContain('rollback 1.1.0');
    expect(mostPressing([])).toBe('phasegate init');
  });
});

it('shows how a rolling release does, how long it has been in its phase, and whether it may go on', async () => {
  await roll();
  product.pass(3);
  const { releases } = await look(saying('proceed'));
  expect(releases[0]).toMatchObject({
    version: '1.1.0',
    seconds: 3 * 3600,
    health: {
      verdict: 'proceed',
      why: 'so it is',
      open: false,
      until: expect.stringMatching(/Z$/) as string,
    },
  });
  expect(releases[1]?.health).toBeUndefined();
  product.pass(DAY);
  expect((await look(saying('proceed'))).releases[0]?.health).toMatchObject({ open: true });
  expect((await look()).releases[0]?.health).toMatchObject({ verdict: 'none', open: false });
});

it('says first that the host still serves what was before a pause', async () => {
  await roll();
  await product.change(move('pause', '1.1.0'));
  const feed = 'updates/linux/stable/appcast.xml';
  const older = new Map([[feed, { kind: 'older', sequence: 1 } as const]]);
  expect((await look(undefined, older)).next).toContain('phasegate verify --live');
  const same = new Map([[feed, { kind: 'as-in-git' } as const]]);
  expect((await look(undefined, same)).next).toContain('rollout resume 1.1.0');
});

it('shows the advisories in force with what they ask for', async () => {
  await roll();
  await product.change(rollback(['1.1.0']));
  expect((await look()).advisories).toMatchObject([
    {
      kind: 'withdrawn',
      severity: 'high',
      versions: '1.1.0',
      action: { kind: 'go-back', version: '1.0.0' },
    },
  ]);
});

it('does not advise to widen what is blocked', async () => {
  await roll();
  await product.change(block('1.1.x'));
  expect((await look()).next).toBe('phasegate release add, when there is a new version');
});

it('marks feeds that only apps of before read', async () => {
  await product.change({ kind: 'phases', phases: [5, 100] as never, reason: undefined });
  expect(
    (await look()).feeds.map(({ phase, former, buckets }) => [phase, former, buckets]),
  ).toEqual([
    [5, false, [0, 4]],
    [10, true, undefined],
    [50, true, undefined],
    [100, false, [5, 99]],
  ]);
});
