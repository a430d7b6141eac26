import { beforeEach, describe, expect, it } from 'vitest';

import { add, CONFIG, memoryProduct, move, refusalOf, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { Command } from '../command.ts';
import { rfc3339 } from '../times.ts';
import type { HealthReading, Verdict } from './report.ts';

const config = {
  ...CONFIG,
  platforms: ['linux', 'macos'] as const,
  health: { source: 'h', maxAgeMinutes: 15, minimumHours: 24 },
};

let product: MemoryProduct;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0'], config);
  for (const platform of config.platforms) {
    await product.change(add('1.1.0', platform));
  }
  await product.change(start('1.1.0'));
});

function saying(now: number, verdicts: readonly Verdict[], phase = 10): HealthReading {
  const releases = verdicts.map((verdict, at) => ({
    platform: config.platforms[at] ?? 'linux',
    version: '1.1.0',
    phase,
    verdict,
    why: 'as measured [skip ci]\nSigned-off-by: nobody',
  }));
  return { kind: 'read', source: 'h', report: { app: CONFIG.app, at: rfc3339(now), releases } };
}

const lastEntry = (): Record<string, unknown> =>
  JSON.parse(
    product.files.get('updates/linux/history.jsonl')?.trimEnd().split('\n').at(-1) ?? '',
  ) as Record<string, unknown>;

describe('escalation behind the health gate', () => {
  it('wants "proceed" for every platform, and a day in the phase', async () => {
    product.setHealth(saying(product.pass(23), ['proceed', 'proceed']));
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('unhealthy');
    product.setHealth(saying(product.pass(2), ['proceed', 'inconclusive']));
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('unhealthy');
    product.setHealth(saying(product.pass(0), ['proceed']));
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('unhealthy');
    product.setHealth(saying(product.pass(0), ['proceed', 'proceed']));
    expect((await product.change(move('escalate', '1.1.0'))).headline).toBe(
      'Escalate 1.1.0 to 50 % on linux, macos',
    );
  });

  it('names every platform that is held back, and what the gravest of them asks for', async () => {
    product.setHealth(saying(product.pass(2), ['proceed', 'roll-back']));
    const refused = await product.run(move('escalate', '1.1.0'));
    expect(refused).toMatchObject({
      ok: false,
      refusal: {
        message: expect.stringMatching(
          /^1\.1\.0 on macos may not go on: the verdict is roll-back.*\. 1\.1\.0 on linux may not/,
        ) as string,
        next: expect.stringContaining('phasegate rollback 1.1.0') as string,
      },
    });
  });

  it('keeps what it went by in the history, the output and, harmless, in the commit', async () => {
    product.setHealth(saying(product.pass(25), ['proceed', 'proceed']));
    const { message, summary, warnings } = await product.change(move('escalate', '1.1.0'));
    expect(lastEntry()['evidence']).toMatch(/^health proceed at 2026-11-24T.*: as measured/);
    expect(summary.join('\n')).toContain('health proceed at 2026-11-24T');
    expect(message.body.slice(1)).toHaveLength(2);
    expect(message.body[1]).toMatch(
      /^On linux: health proceed .*\(skip ci\) Signed-off-by: nobody$/,
    );
    expect(warnings).toEqual([]);
  });

  it('is asked again in the next phase, whose day begins anew', async () => {
    product.setHealth(saying(product.pass(25), ['proceed', 'proceed']));
    await product.change(move('escalate', '1.1.0'));
    product.setHealth(saying(product.pass(1), ['proceed', 'proceed'], 50));
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('unhealthy');
    product.setHealth(saying(product.pass(23), ['proceed', 'proceed'], 10));
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('unhealthy');
  });

  it('gives way to a reason, which is asked for with the version typed and kept with what the gate said', async () => {
    const override = {
      ...move('escalate', '1.1.0'),
      overrideHealth: true,
      reason: 'the fix cannot wait',
    } as Command;
    const change = await product.change(override);
    expect(change.danger).toBe('type');
    expect(change.warnings.join()).toContain('The health gate is overridden');
    expect(change.message.subject).toContain('the fix cannot wait');
    expect(lastEntry()).toMatchObject({
      reason: 'the fix cannot wait',
      evidence: expect.stringMatching(
        /^health gate overridden: 1\.1\.0 on linux may not go on/,
      ) as string,
    });
  });

  it('shuts nothing but the way to more machines: pause and resume need no verdict', async () => {
    await product.change(move('pause', '1.1.0'));
    expect((await product.change(move('resume', '1.1.0'))).danger).toBe('ask');
  });

  it('stays on when init is said again', async () => {
    const { health: _gate, ...words } = config;
    await product.run({ kind: 'init', rootThreshold: undefined, config: words });
    expect((await product.snapshot()).config?.health).toEqual(config.health);
  });
});

it('is off without a source, and the output says so', async () => {
  const plain = await memoryProduct(['1.0.0']);
  await plain.change(add('1.1.0'));
  await plain.change(start('1.1.0'));
  const { warnings, message } = await plain.change(move('escalate', '1.1.0'));
  expect(warnings.join()).toContain('the health gate is off');
  expect(message.body).toHaveLength(1);
});
