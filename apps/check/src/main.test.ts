import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  feedXml,
  removeFolder,
  sampleRelease,
  startPages,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The real program in a process of its own, against a real static host.
const program = fileURLToPath(new URL('main.ts', import.meta.url));
let root: string;
let pages: Pages;
let base: readonly string[];

interface Row {
  readonly bucket: number;
  readonly feed: string;
  readonly feedUrl: string;
  readonly decision: {
    readonly kind: string;
    readonly version?: string;
    readonly reason: { code: string };
  };
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

async function check(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--conditions=source', program, ...args], {
    env: { ...process.env, INIT_CWD: root, NO_COLOR: '1' },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (exit) => resolve(exit ?? -1)),
  );
  return { code, out, err };
}

const json = async <T = Row>(...args: readonly string[]): Promise<T> =>
  JSON.parse((await check(...args, '--json')).out) as T;

beforeAll(async () => {
  root = await temporaryFolder('check');
  pages = await startPages({ root });
  const sample = (version: string): ReturnType<typeof sampleRelease> =>
    sampleRelease({ version, folder: root, url: pages.url });
  const [old, young] = [(await sample('1.0.0')).item, (await sample('1.1.0')).item];
  const advisory = {
    id: 'a1',
    kind: 'withdrawn',
    versions: '0.9.0',
    severity: 'high',
    issue: '0.9.0 is broken',
  };
  await writeFiles(root, {
    'updates/linux/stable/appcast.xml': feedXml({ items: [old], advisories: [advisory] }),
    'updates/linux/stable-rollout-50%/appcast.xml': feedXml({ items: [old] }),
    'updates/linux/stable-rollout-10%/appcast.xml': feedXml({
      items: [young, old, { version: '1.x' }],
    }),
    'remarked.xml': feedXml({
      items: [young],
      advisories: [{ id: 'odd', kind: 'panic', versions: '1.0.0', issue: 'unreadable' }],
    }),
    'refused.xml': '<!DOCTYPE rss><rss><channel/></rss>',
  });
  base = ['--feed-base', `${pages.url}/updates`, '--platform', 'linux', '--arch', 'x64'];
});

afterAll(async () => {
  await pages.close();
  await removeFolder(root);
});

describe('phasegate-check', () => {
  it('prints the JSON of the wire format for one machine', async () => {
    expect(
      await json(
        ...base,
        '--installed',
        '1.0.0',
        '--machine-id',
        '78e51061-7311-48a3-82ce-6f447ed4d57b',
      ),
    ).toEqual({
      machine: { idPrefix: 'cbaefdd0', source: 'forced' },
      bucket: 7,
      feed: 'stable-rollout-10%',
      feedUrl: `${pages.url}/updates/linux/stable-rollout-10%25/appcast.xml`,
      trust: 'unsigned',
      decision: {
        kind: 'offer',
        version: '1.1.0',
        reason: { code: 'newer-release' },
        because: '1.1.0 is offered: it is newer than the installed version',
      },
      items: [
        { version: '1.1.0', outcome: { code: 'offered' }, because: 'offered' },
        {
          version: '1.0.0',
          outcome: { code: 'not-newer' },
          because: 'not newer than the installed version',
        },
        {
          version: '1.x',
          outcome: { code: 'not-semver' },
          because: 'its version is not a full semver 2.0.0 version (like 1.2.3)',
        },
      ],
      notices: [],
      problems: [],
    });
  });

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
    const letters = [...'A'.repeat(10), ...'B'.repeat(40), ...'C'.repeat(50)];
    expect(cells).toEqual(letters.map((letter, at) => [String(at), letter]));
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

  it('explains each release of one machine’s feed, with the word of the list beside', async () => {
    const { out } = await check(...base, '--installed', '1.0.0', '--bucket', '7');
    expect(out).toMatch(/^ {2}1\.1\.0 +offered \[offered\]$/m);
    expect(out).toMatch(/^ {2}1\.0\.0 +not newer than the installed version \[not-newer\]$/m);
    expect(out).toMatch(/^ {2}1\.x +its version is not a full semver .*\[not-semver\]$/m);
    expect(out).toContain('unsigned: nothing is verified without --root');
  });

  it('tells how it is used, and which version it is', async () => {
    const help = await check('--help');
    expect(help.code).toBe(0);
    expect(help.out).toContain('--bucket all');
    expect(help.out).toContain('Exit codes: 0 a decision, 1 a feed cannot be used, 2');
    expect(await check('--version')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it('ends in peace where nobody reads on', async () => {
    const asked = [...base, '--installed', '1.0.0', '--bucket', 'all', '--json'];
    const child = spawn(process.execPath, ['--conditions=source', program, ...asked]);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('tells a machine on a withdrawn version the way out, and the notice it shows', async () => {
    expect(await json(...base, '--installed', '0.9.0', '--bucket', '60')).toMatchObject({
      decision: { kind: 'offer', version: '1.0.0', reason: { code: 'replaces-withdrawn' } },
      notices: [{ id: 'a1', kind: 'withdrawn', severity: 'high', issue: '0.9.0 is broken' }],
    });
  });

  it('reads a local file, from where the user stands', async () => {
    const file = 'updates/linux/stable/appcast.xml';
    expect(
      await json(
        '--feed-file',
        file,
        '--platform',
        'linux',
        '--arch',
        'x64',
        '--installed',
        '0.9.9',
      ),
    ).toMatchObject({
      feedUrl: expect.stringMatching(/^file:.*stable\/appcast\.xml$/) as string,
      decision: { kind: 'offer', version: '1.0.0' },
    });
  });

  it('names what could not be read beside the items as a problem, and ends with 0: the feed was used', async () => {
    const asked = ['--feed-file', 'remarked.xml', '--platform', 'linux', '--arch', 'x64'];
    const answer = await check(...asked, '--installed', '1.0.0', '--bucket', '60', '--json');
    expect(answer.code).toBe(0);
    expect(JSON.parse(answer.out)).toMatchObject({
      decision: { kind: 'offer', version: '1.1.0' },
      problems: [
        { code: 'bad-advisory', message: 'an advisory cannot be read and is left out (odd)' },
      ],
    });
    const { out } = await check(...asked, '--installed', '1.0.0', '--bucket', '60');
    expect(out).toContain('an advisory cannot be read and is left out (odd) [bad-advisory]');
    expect(out).not.toContain('cannot be used');
  });

  it('ends with 1 and the reason when a feed is refused as a whole', async () => {
    const { code, out } = await check(
      '--feed-file',
      'refused.xml',
      '--platform',
      'linux',
      '--installed',
      '1.0.0',
      '--json',
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      decision: { kind: 'hold', reason: { code: 'feed-refused' } },
      problems: [
        {
          code: 'feed-refused',
          message: expect.stringMatching(/refused\.xml: .*DOCTYPE/) as string,
        },
      ],
    });
  });

  it.each([
    [404, 'feed-not-found'],
    [500, 'feed-bad-status'],
    ['reset', 'feed-unreachable'],
    [{ status: 200, body: '<html></html>' }, 'feed-not-a-feed'],
  ] as const)('ends with 1 when the host answers %j', async (how, code) => {
    const undo = pages.fail(/appcast/, how);
    const answer = await check(...base, '--installed', '1.0.0', '--bucket', '60', '--json');
    undo();
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.out)).toMatchObject({
      feed: 'stable',
      feedUrl: `${pages.url}/updates/linux/stable/appcast.xml`,
      problems: [{ code }],
    });
  });

  it.each([
    [['--installed', '1.0'], '--installed "1.0" cannot be read'],
    [
      ['--installed', '1.0.0', '--bucket', '100'],
      '--bucket "100" cannot be read; wanted is a number 0..99, or all',
    ],
    [['--installed', '1.0.0', '--platform', 'amiga'], '--platform "amiga" cannot be read'],
    [['--installed', '1.0.0', '--phases', '50,10'], '--phases "50,10" cannot be read'],
    [['--installed', '1.0.0', '--phases', '1e1,100'], '--phases "1e1,100" cannot be read'],
    [['--installed', '1.0.0', '--machine-id', ''], '--machine-id "" cannot be read'],
    [
      ['--installed', '1.0.0', '--feed-base', 'http://example.com/updates'],
      '--feed-base "http://example.com/updates" is not an https URL',
    ],
    [
      ['--installed', '1.0.0', '--feed-base', 'https://ann:hunter2@example.com/updates'],
      '--feed-base has credentials, a query or a fragment',
    ],
    [
      ['--installed', '1.0.0', '--feed-file', 'gone.xml'],
      'give either --feed-base URL or --feed-file FILE',
    ],
    [[], "required option '--installed <version>' not specified"],
    [['--installed', '1.0.0', '--nonsense'], "unknown option '--nonsense'"],
  ])('ends with 2 and says what is wrong with %j', async (args, says) => {
    const answer = await check(...base, ...args);
    expect(answer).toMatchObject({ code: 2, out: '' });
    expect(answer.err).toContain(says);
  });

  it('ends with 2 when the file is not there, and names it', async () => {
    const answer = await check(
      '--feed-file',
      'gone.xml',
      '--installed',
      '1.0.0',
      '--platform',
      'linux',
    );
    expect(answer).toMatchObject({ code: 2, err: expect.stringContaining('gone.xml') as string });
  });
});
