import { expect, it } from 'vitest';
import { advisory, feed, file, item, machine, NOW, v } from './decide.fixture.ts';
import { decide } from './decide.ts';
import type { Installed } from './installed.ts';
import type { Distrust, PackageDistrust, Release } from './release.ts';
import type { Version } from './version.ts';

const doubts =
  (about: Readonly<Record<string, PackageDistrust>>): Distrust =>
  (_file, version) =>
    about[version];

/** What was decided, and for which versions a signature was asked. */
function decided(
  releases: readonly Release[],
  about: Readonly<Record<string, PackageDistrust>>,
  on: Partial<Installed> = {},
): { readonly decision: ReturnType<typeof decide>; readonly asked: readonly Version[] } {
  const asked: Version[] = [];
  const condemned = on.version === undefined ? [] : [advisory({ on: on.version })];
  const decision = decide(machine(on), feed(releases, condemned), NOW, (one, version) => {
    asked.push(version);
    return doubts(about)(one, version);
  });
  return { decision, asked };
}

const codes = ({ items }: ReturnType<typeof decide>): readonly string[] =>
  items.map(({ outcome }) => outcome.code);

it.each(['not-signed', 'wrong-signature'] as const)(
  'a release whose only package is %s is passed over, and says so',
  (distrust) => {
    const { decision } = decided([item('1.1.0')], { '1.1.0': distrust });
    expect(decision).toMatchObject({
      kind: 'hold',
      reason: { code: 'passed-over', version: '1.1.0', outcome: { code: distrust } },
    });
  },
);

it('a package that is vouched for is taken in place of one that is not', () => {
  const good = { ...file, url: 'https://example.com/good' };
  const both = item('1.1.0', { packages: [file, good] });
  const distrust: Distrust = (one) => (one === good ? undefined : 'not-signed');
  expect(decide(machine(), feed([both]), NOW, distrust)).toMatchObject({
    kind: 'offer',
    package: { url: 'https://example.com/good' },
  });
});

it('the newest release that is vouched for is offered, and what is older is not asked', () => {
  const releases = ['1.1.0', '1.4.0', '1.3.0', '1.2.0', '1.0.0'].map((version) => item(version));
  const { decision, asked } = decided(releases, {
    '1.4.0': 'wrong-signature',
    '1.1.0': 'not-signed',
  });
  expect(decision).toMatchObject({ kind: 'offer', release: { version: '1.3.0' } });
  expect(asked).toEqual(['1.4.0', '1.3.0']);
  expect(codes(decision)).toEqual([
    'superseded',
    'wrong-signature',
    'offered',
    'superseded',
    'not-newer',
  ]);
});

it('one that comes only on request is asked after all that come by themselves', () => {
  const asks = item('1.3.0', { minimumAutoupdateVersion: v('1.2.0') });
  const releases = [asks, item('1.1.0'), item('1.2.0')];
  const all = decided(releases, { '1.2.0': 'not-signed', '1.1.0': 'not-signed' });
  expect(all.decision).toMatchObject({ kind: 'offer', automatic: false });
  expect(all.asked).toEqual(['1.2.0', '1.1.0', '1.3.0']);
  expect(codes(decided(releases, {}).decision)).toEqual(['on-request', 'superseded', 'offered']);
});

it('a machine whose version is fine asks nothing of what is not newer', () => {
  const { decision, asked } = decided([item('1.0.0'), item('0.9.0')], { '0.9.0': 'not-signed' });
  expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'up-to-date' } });
  expect(asked).toEqual([]);
});

it('the way back is the newest older release that is vouched for', () => {
  const releases = ['1.0.0', '0.9.0', '0.8.0'].map((version) => item(version));
  const on = { version: v('1.1.0') };
  const { decision, asked } = decided(releases, { '1.0.0': 'not-signed' }, on);
  expect(decision).toMatchObject({ kind: 'go-back', release: { version: '0.9.0' } });
  expect(asked).toEqual(['1.0.0', '0.9.0']);
  expect(codes(decision)).toEqual(['not-signed', 'way-back', 'not-newer']);
});

it('without a release that is vouched for, a condemned machine keeps running', () => {
  const { decision } = decided([item('1.0.0')], { '1.0.0': 'not-signed' }, { version: v('1.1.0') });
  expect(decision).toMatchObject({ kind: 'hold', reason: { code: 'no-way-back' } });
  expect(codes(decision)).toEqual(['not-signed']);
});
