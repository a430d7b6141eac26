import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckSite, program } from './check.fixture.ts';
import type { CheckSite } from './check.fixture.ts';

let site: CheckSite;
let { pages, base, check, json } = {} as CheckSite;

beforeAll(async () => {
  site = await openCheckSite();
  ({ pages, base, check, json } = site);
});
afterAll(() => site.close());

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
