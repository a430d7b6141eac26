import { describe, expect, it } from 'vitest';
import { advisory, feed, file, item, machine, NOW } from './decide.fixture.ts';
import { decide } from './decide.ts';
import type { Installed } from './installed.ts';
import type { Package, Release } from './release.ts';
import { parseSystemVersion } from './system-version.ts';
import { parseVersionRange } from './version.ts';

describe('a release', () => {
  const passedOver = (facts: Partial<Release>, on: Partial<Installed> = {}): unknown =>
    decide(machine(on), feed([item('1.1.0', facts)]), NOW);
  const because = (outcome: object): object => ({
    kind: 'hold',
    reason: { code: 'passed-over', version: '1.1.0', outcome },
  });

  it('is passed over when it is marked as withdrawn', () => {
    expect(passedOver({ withdrawn: true })).toMatchObject(because({ code: 'withdrawn' }));
  });

  it('is passed over on systems that are too old, too new or unknown', () => {
    const needs = { minimumSystemVersion: parseSystemVersion('6.2') };
    const atMost = { maximumSystemVersion: parseSystemVersion('6.0.9') };
    expect(passedOver(needs)).toMatchObject(because({ code: 'system-too-old', needs: '6.2' }));
    expect(passedOver(atMost)).toMatchObject(because({ code: 'system-too-new', atMost: '6.0.9' }));
    expect(passedOver(needs, { systemVersion: undefined })).toMatchObject(
      because({ code: 'system-unknown', needs: '6.2' }),
    );
    expect(passedOver({ minimumSystemVersion: parseSystemVersion('6.1') })).toMatchObject({
      kind: 'offer',
    });
  });

  it('of a channel goes only to apps that asked for the channel', () => {
    expect(passedOver({ channel: 'beta' })).toMatchObject(
      because({ code: 'other-channel', channel: 'beta' }),
    );
    expect(passedOver({ channel: 'beta' }, { channels: ['beta'] })).toMatchObject({
      kind: 'offer',
    });
  });

  it('without a package for this machine is passed over', () => {
    for (const other of [
      { arch: 'arm64' },
      { kind: 'deb' },
      { os: 'windows' },
      { kind: undefined },
    ] as const) {
      expect(passedOver({ packages: [{ ...file, ...other }] })).toMatchObject(
        because({ code: 'no-package' }),
      );
    }
    expect(passedOver({ packages: [] })).toMatchObject(because({ code: 'no-package' }));
  });

  it('whose package cannot be checked is passed over', () => {
    expect(passedOver({ packages: [{ ...file, sha512: undefined }] })).toMatchObject(
      because({ code: 'no-digest' }),
    );
    expect(passedOver({ packages: [{ ...file, length: undefined }] })).toMatchObject(
      because({ code: 'no-digest' }),
    );
  });

  it("gives the machine its own architecture's file before a universal one, and that before any", () => {
    const any = { ...file, arch: undefined, url: 'https://example.com/any.zip' };
    const universal = {
      ...file,
      arch: 'universal',
      url: 'https://example.com/universal.zip',
    } as const;
    const choose = (packages: readonly Package[]): string | undefined => {
      const decision = decide(machine(), feed([item('1.1.0', { packages })]), NOW);
      return decision.kind === 'offer' ? decision.package.url : undefined;
    };
    expect(choose([any, universal, file])).toBe(file.url);
    expect(choose([any, universal])).toBe(universal.url);
    expect(choose([any])).toBe(any.url);
  });

  it('named by an advisory or by the app as blocked is passed over', () => {
    const blocked = decide(
      machine(),
      feed([item('1.1.0')], [advisory({ on: '1.1.0', kind: 'blocked' })]),
      NOW,
    );
    expect(blocked).toMatchObject(because({ code: 'blocked', advisory: 'about-1.1.0' }));
    const range = parseVersionRange('1.1.x');
    expect(passedOver({}, { blockedVersions: range === undefined ? [] : [range] })).toMatchObject(
      because({ code: 'blocked', advisory: undefined }),
    );
  });
});
