import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckSite } from './check.fixture.ts';
import type { CheckSite, Row } from './check.fixture.ts';

let site: CheckSite;
let { pages, base, check, json } = {} as CheckSite;

beforeAll(async () => {
  site = await openCheckSite();
  ({ pages, base, check, json } = site);
});
afterAll(() => site.close());

describe('phasegate-check --bucket all', () => {
  it('prints a table of all hundred buckets, with one request for each feed', async () => {
    pages.forget();
    const rows = await json<readonly Row[]>(...base, '--installed', '1.0.0', '--bucket', 'all');
    expect(rows.map(({ bucket }) => bucket)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(rows.filter(({ decision }) => decision.kind === 'offer')).toHaveLength(10);
    expect(rows.slice(0, 10).every(({ decision }) => decision.version === '1.1.0')).toBe(true);
    expect(pages.requests).toHaveLength(3);
    expect(rows.map(({ feed }) => feed)).toEqual([
      ...Array.from({ length: 10 }, () => 'stable-rollout-10%'),
      ...Array.from({ length: 40 }, () => 'stable-rollout-50%'),
      ...Array.from({ length: 50 }, () => 'stable'),
    ]);
  });

  it('prints for people who is offered what, 10, 40 and 50 machines of a hundred, and every bucket', async () => {
    const id = '78e51061-7311-48a3-82ce-6f447ed4d57b';
    const asked = ['--installed', '1.0.0', '--bucket', 'all', '--machine-id', id];
    const { code, out } = await check(...base, ...asked);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^A {2}0-9 +10 % +stable-rollout-10% +offer +1\.1\.0 is offered: it is newer/m,
    );
    expect(out).toMatch(/^B {2}10-49 +40 % +stable-rollout-50% +hold +nothing newer than 1\.0\.0/m);
    expect(out).toMatch(/^C {2}50-99 +50 % +stable +hold/m);
    const cells = [...out.matchAll(/(\d+) ([A-C])[ \]]/g)].map(([, at, letter]) => [at, letter]);
    const letterOf = (bucket: number): string => (bucket < 10 ? 'A' : bucket < 50 ? 'B' : 'C');
    expect(cells).toEqual(Array.from({ length: 100 }, (_, at) => [String(at), letterOf(at)]));
    expect(out).toContain('[ 7 A]');
    expect(out).toContain('This machine is in bucket 7.');
    expect(
      Math.max(
        ...out
          .split('\n')
          .slice(5, 15)
          .map(({ length }) => length),
      ),
    ).toBeLessThan(80);
  });

  it('counts the buckets of other phases as exactly, and puts those together that fall through to one feed', async () => {
    const asked = ['--installed', '1.0.0', '--bucket', 'all', '--phases', '1,10,33,100'];
    const { out } = await check(...base, ...asked);
    const shares = [...out.matchAll(/^[A-Z] {2}(\S+) +(\d+) % +(\S+)/gm)].map((one) =>
      one.slice(1),
    );
    expect(shares).toEqual([
      ['0-9', '10', 'stable-rollout-10%'],
      ['10-99', '90', 'stable'],
    ]);
  });

  it('says of one file that it stands for every bucket’s own feed', async () => {
    const file = 'updates/linux/stable/appcast.xml';
    const asked = ['--feed-file', file, '--platform', 'linux', '--arch', 'x64'];
    const { out } = await check(...asked, '--installed', '0.9.9', '--bucket', 'all');
    expect(out).toContain('One file was read for all of them');
  });

  it('says what to do where a feed cannot be used, once, and ends with 1', async () => {
    const undo = pages.fail(/appcast/, 500);
    const { code, out } = await check(...base, '--installed', '1.0.0', '--bucket', 'all');
    undo();
    expect(code).toBe(1);
    expect(
      out.match(/the feed cannot be used \[feed-bad-status\]: the host has trouble/g),
    ).toHaveLength(1);
  });
});
