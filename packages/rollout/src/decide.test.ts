import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Advisory } from './advisory.ts';
import { advisory, feed, item, machine, NOW, v } from './decide.fixture.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { explainChoice } from './explain.ts';
import { isCondemned } from './standing.ts';
import { isNewer } from './version.ts';

const outcomes = (decision: Decision): Record<string, string> =>
  Object.fromEntries(decision.items.map(({ version, outcome }) => [version, outcome.code]));

describe('a machine that is fine', () => {
  it('is offered the newest release of its feed, and is told why the others were not taken', () => {
    const decision = decide(machine(), feed([item('1.0.0'), item('1.2.0'), item('1.1.0')]), NOW);
    expect(decision).toMatchObject({
      kind: 'offer',
      automatic: true,
      release: { version: '1.2.0' },
      reason: { code: 'newer-release' },
      standing: { code: 'fine' },
    });
    expect(outcomes(decision)).toEqual({
      '1.0.0': 'not-newer',
      '1.1.0': 'superseded',
      '1.2.0': 'offered',
    });
  });

  it('stays when its feed has nothing newer', () => {
    const decision = decide(machine(), feed([item('1.0.0')]), NOW);
    expect(decision).toMatchObject({
      kind: 'hold',
      reason: { code: 'up-to-date', version: '1.0.0' },
    });
    expect(decide(machine(), feed([]), NOW)).toMatchObject({
      kind: 'hold',
      reason: { code: 'no-releases' },
    });
  });

  it('never goes back because its version is merely missing: a pause is no withdrawal', () => {
    const decision = decide(machine({ version: v('1.1.0') }), feed([item('1.0.0')]), NOW);
    expect(decision).toMatchObject({
      kind: 'hold',
      reason: { code: 'up-to-date', version: '1.1.0' },
    });
  });

  it('takes the first of two items with the same precedence', () => {
    const decision = decide(machine(), feed([item('1.1.0+2'), item('1.1.0+1')]), NOW);
    expect(decision).toMatchObject({ kind: 'offer', release: { version: '1.1.0+2' } });
  });

  it('is told when an update is critical for the version it has', () => {
    const critical = item('1.1.0', { critical: { below: v('1.0.0') } });
    expect(decide(machine({ version: v('0.9.0') }), feed([critical]), NOW)).toMatchObject({
      reason: { code: 'critical-update' },
    });
    expect(decide(machine(), feed([critical]), NOW)).toMatchObject({
      reason: { code: 'newer-release' },
    });
    const always = item('1.1.0', { critical: { below: undefined } });
    expect(decide(machine(), feed([always]), NOW)).toMatchObject({
      reason: { code: 'critical-update' },
    });
  });

  it('below minimumAutoupdateVersion updates only when its user asks', () => {
    const major = item('2.0.0', { minimumAutoupdateVersion: v('1.5.0') });
    expect(decide(machine(), feed([major]), NOW)).toMatchObject({
      kind: 'offer',
      automatic: false,
    });
    expect(decide(machine({ version: v('1.5.0') }), feed([major]), NOW)).toMatchObject({
      automatic: true,
    });
  });

  it('takes the step that comes by itself before the one that has to be asked for, as Sparkle does', () => {
    const major = item('2.0.0', { minimumAutoupdateVersion: v('1.5.0') });
    const decision = decide(machine(), feed([major, item('1.5.1')]), NOW);
    expect(decision).toMatchObject({
      kind: 'offer',
      automatic: true,
      release: { version: '1.5.1' },
      items: [{ outcome: { code: 'on-request', from: '1.5.0' } }, { outcome: { code: 'offered' } }],
    });
    expect(decide(machine({ version: v('1.5.1') }), feed([major]), NOW)).toMatchObject({
      release: { version: '2.0.0' },
    });
  });
});

describe('a machine on a withdrawn release', () => {
  const bad = machine({ version: v('1.1.0') });
  const withdrawn = [advisory({ on: '1.1.0' })];

  it('goes back to the newest release that stays', () => {
    const decision = decide(bad, feed([item('0.9.0'), item('1.0.0')], withdrawn), NOW);
    expect(decision).toMatchObject({
      kind: 'go-back',
      release: { version: '1.0.0' },
      reason: { code: 'withdrawn', version: '1.1.0', advisory: 'about-1.1.0' },
    });
    expect(outcomes(decision)).toEqual({ '0.9.0': 'not-newer', '1.0.0': 'way-back' });
  });

  it('goes back by the mark on its own item as well, as in a third-party feed', () => {
    const decision = decide(bad, feed([item('1.1.0', { withdrawn: true }), item('1.0.0')]), NOW);
    expect(decision).toMatchObject({
      kind: 'go-back',
      reason: { code: 'withdrawn', advisory: undefined },
    });
  });

  it('moves on to a fixed release instead, where there is one', () => {
    const decision = decide(bad, feed([item('1.1.1'), item('1.0.0')], withdrawn), NOW);
    expect(decision).toMatchObject({
      kind: 'offer',
      release: { version: '1.1.1' },
      reason: { code: 'replaces-withdrawn' },
    });
  });

  it('keeps running where there is no way back, and says so', () => {
    expect(decide(bad, feed([], withdrawn), NOW)).toMatchObject({
      kind: 'hold',
      reason: { code: 'no-way-back', version: '1.1.0', because: 'withdrawn' },
    });
    expect(
      decide({ ...bad, floor: v('1.1.0') }, feed([item('1.0.0')], withdrawn), NOW),
    ).toMatchObject({
      kind: 'hold',
      reason: { code: 'no-way-back' },
      items: [{ outcome: { code: 'below-floor', floor: '1.1.0' } }],
    });
  });

  it('stays where the app does not consent to going back on an unsigned word', () => {
    expect(
      decide({ ...bad, mayGoBack: false }, feed([item('1.0.0')], withdrawn), NOW),
    ).toMatchObject({
      kind: 'hold',
      reason: { code: 'go-back-not-allowed', because: 'withdrawn' },
    });
  });

  it('is fine again once the advisory is resolved, has expired, or was for other systems', () => {
    const resolved = advisory({
      id: 'over',
      on: '1.1.0',
      kind: 'resolved',
      resolves: 'about-1.1.0',
    });
    const standing = (advisories: readonly Advisory[]): string =>
      decide(bad, feed([item('1.0.0')], advisories), NOW).standing.code;
    expect(standing(withdrawn)).toBe('withdrawn');
    expect(standing([...withdrawn, resolved])).toBe('fine');
    expect(standing([...withdrawn, { ...resolved, platforms: ['macos'] }])).toBe('withdrawn');
    expect(standing([advisory({ on: '1.1.0', expires: NOW })])).toBe('fine');
    expect(standing([advisory({ on: '1.1.0', platforms: ['macos'] })])).toBe('fine');
    expect(standing([advisory({ on: '1.1.0', archs: ['arm64'] })])).toBe('fine');
    expect(
      standing([...withdrawn, advisory({ on: '2.0.0', id: 'about-1.1.0', revision: 2 })]),
    ).toBe('fine');
  });
});

describe('a machine that went back from 1.1.0', () => {
  const back = machine({ wentBackFrom: v('1.1.0') });

  it('is not offered 1.1.0 or anything up to it again, even if it reappears unmarked', () => {
    const decision = decide(back, feed([item('1.1.0'), item('1.0.5'), item('1.0.0')]), NOW);
    expect(decision).toMatchObject({
      kind: 'hold',
      reason: {
        code: 'passed-over',
        version: '1.1.0',
        outcome: { code: 'pinned', wentBackFrom: '1.1.0' },
      },
    });
    expect(outcomes(decision)).toEqual({
      '1.1.0': 'pinned',
      '1.0.5': 'pinned',
      '1.0.0': 'not-newer',
    });
  });

  it('is offered what is newer than the release it went back from', () => {
    expect(decide(back, feed([item('1.1.1'), item('1.1.0')]), NOW)).toMatchObject({
      kind: 'offer',
      release: { version: '1.1.1' },
    });
  });
});

describe('a machine in a crash loop', () => {
  const crashing = (
    facts: Partial<Parameters<typeof machine>[0]> = {},
  ): ReturnType<typeof machine> => machine({ version: v('1.1.0'), crashing: 4, ...facts });
  const fallbacks = [item('1.1.0'), item('1.0.5'), item('1.0.0')];

  it('is offered a newer release, as the way out', () => {
    expect(decide(crashing(), feed([item('1.1.1'), ...fallbacks]), NOW)).toMatchObject({
      kind: 'offer',
      release: { version: '1.1.1' },
      reason: { code: 'replaces-crashing' },
      standing: { code: 'crashing', starts: 4 },
    });
  });

  it('goes back to the release that started well last, though another one is newer', () => {
    expect(decide(crashing({ lastGood: v('1.0.0') }), feed(fallbacks), NOW)).toMatchObject({
      kind: 'go-back',
      release: { version: '1.0.0' },
      reason: { code: 'crashing', version: '1.1.0' },
    });
  });

  it('goes back to the newest older one where the last good one is gone, withdrawn or below the floor', () => {
    const gone = decide(crashing({ lastGood: v('0.9.0') }), feed(fallbacks), NOW);
    expect(gone).toMatchObject({ kind: 'go-back', release: { version: '1.0.5' } });
    const floor = decide(
      crashing({ lastGood: v('1.0.0'), floor: v('1.0.5') }),
      feed(fallbacks),
      NOW,
    );
    expect(floor).toMatchObject({ kind: 'go-back', release: { version: '1.0.5' } });
    const bad = feed(fallbacks, [advisory({ on: '1.0.0' })]);
    expect(decide(crashing({ lastGood: v('1.0.0') }), bad, NOW)).toMatchObject({
      kind: 'go-back',
      release: { version: '1.0.5' },
    });
  });

  it('keeps running where the app does not consent to going back, or there is nothing to go back to', () => {
    expect(decide(crashing({ mayGoBack: false }), feed(fallbacks), NOW).reason).toEqual({
      code: 'go-back-not-allowed',
      version: '1.1.0',
      because: 'crashing',
    });
    expect(decide(crashing(), feed([item('1.1.0')]), NOW).reason).toMatchObject({
      code: 'no-way-back',
    });
  });

  it('is told what its publisher says of the version before what it has seen itself', () => {
    const words = feed(fallbacks, [advisory({ on: '1.1.0' })]);
    expect(decide(crashing(), words, NOW).standing).toMatchObject({ code: 'withdrawn' });
  });

  it('does not condemn a release that somebody wants to install', () => {
    expect(isCondemned(v('1.1.0'), crashing(), feed(fallbacks), NOW)).toBe(false);
  });
});

describe('every decision', () => {
  const versions = fc.constantFrom('0.9.0', '1.0.0', '1.0.1', '1.1.0-rc.1', '1.1.0', '1.2.0');
  const releases = fc.uniqueArray(
    fc.record({
      version: versions,
      withdrawn: fc.boolean(),
      channel: fc.constantFrom(undefined, 'beta'),
    }),
    { selector: ({ version }) => version, maxLength: 6 },
  );
  const advisories = fc.array(
    fc.record({
      on: versions,
      kind: fc.constantFrom('withdrawn', 'blocked', 'notice', 'resolved'),
    }),
    { maxLength: 3 },
  );
  const machines = fc.record({
    version: versions,
    wentBackFrom: fc.option(versions, { nil: undefined }),
    crashing: fc.option(fc.constant(4), { nil: undefined }),
  });

  it('offers only what is newer, goes back only to what is older and only from a condemned version, and says why', () => {
    fc.assert(
      fc.property(
        machines,
        releases,
        advisories,
        ({ version, wentBackFrom, crashing }, items, words) => {
          const installed = machine({
            version: v(version),
            crashing,
            wentBackFrom: wentBackFrom === undefined ? undefined : v(wentBackFrom),
          });
          const world = feed(
            items.map(({ version: at, ...facts }) => item(at, facts)),
            words.map((word) => advisory(word as never)),
          );
          const decision = decide(installed, world, NOW);
          expect(decision.items).toHaveLength(items.length);
          expect(explainChoice(decision)).toMatch(/\w/);
          if (decision.kind === 'hold') {
            return;
          }
          const { release: chosen } = decision;
          expect(chosen.withdrawn).toBe(false);
          expect(
            words.some(
              ({ on, kind }) =>
                on === chosen.version && (kind === 'withdrawn' || kind === 'blocked'),
            ),
          ).toBe(false);
          if (decision.kind === 'offer') {
            expect(isNewer(chosen.version, installed.version)).toBe(true);
          } else {
            expect(isNewer(installed.version, chosen.version)).toBe(true);
            expect(decision.standing.code).not.toBe('fine');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
