import { expect, it } from 'vitest';
import { feed, file, item, machine, NOW } from './decide.fixture.ts';
import { decide } from './decide.ts';

it.each(['not-signed', 'wrong-signature'] as const)(
  'a release whose only package is %s is passed over, and says so',
  (distrust) => {
    const bad = item('1.1.0', { packages: [{ ...file, distrust }] });
    expect(decide(machine(), feed([bad]), NOW)).toMatchObject({
      kind: 'hold',
      reason: { code: 'passed-over', version: '1.1.0', outcome: { code: distrust } },
    });
  },
);

it('a package that is vouched for is taken in place of one that is not', () => {
  const bad = { ...file, distrust: 'not-signed' as const };
  const both = item('1.1.0', { packages: [bad, { ...file, url: 'https://example.com/good' }] });
  expect(decide(machine(), feed([both]), NOW)).toMatchObject({
    kind: 'offer',
    package: { url: 'https://example.com/good' },
  });
});
