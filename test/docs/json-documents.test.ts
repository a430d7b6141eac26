import { git, removeFolder, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, publishedProduct } from '../../apps/phasegate/src/cli.fixture.ts';
import { filesUnder, textOf } from './markdown.ts';
import { faultsOf, outcomes, published } from './outcome-schemas.ts';

// Scripts read what `--json` prints: each document is held to the published schema, and each schema to the sources.

let remote: Remote;
let folder: string;
let keys: string;

beforeAll(async () => {
  ({ remote, folder } = await publishedProduct());
  keys = await temporaryFolder('keys');
}, 60_000);

afterAll(async () => {
  await remote.dispose();
  await removeFolder(keys);
});

function documentOf(...args: readonly string[]): Promise<Record<string, unknown>> {
  return documentIn(folder, ...args);
}

async function documentIn(
  where: string,
  ...args: readonly string[]
): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await cli(where, ...args, '--json');
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`no document: ${stdout}${stderr}`, { cause: error });
  }
}

const reason = ['--reason', 'x'];

describe('a document of --json', () => {
  it.each<readonly [string, readonly string[]]>([
    ['status', ['rollout', 'status']],
    ['verify', ['verify']],
    ['verify', ['verify', '--live']],
    ['dry-run', ['rollback', '1.1.0', ...reason, '--dry-run']],
    ['declined', ['rollback', '1.1.0', ...reason]],
    ['refused', ['rollback', '1.1.9', ...reason]],
    ['refused', ['rolback']],
    ['nothing-to-do', ['rollout', 'start', '1.1.0']],
    ['completion', ['completion', 'bash']],
    ['doctor', ['doctor']],
    ['history', ['history']],
    ['advisories', ['advisory', 'list']],
    ['config-shown', ['config', 'show']],
    ['planned', ['plan', 'rollout', 'pause', '1.1.0', '--out', 'KEYS/plan.json']],
    ['done', ['apply', 'KEYS/plan.json']],
    ['done', ['rollout', 'resume', '1.1.0', '--yes', '--no-push']],
    ['dry-run', ['keys', 'make', 'feed', '--keys', 'KEYS', '--dry-run']],
    ['made', ['keys', 'make', 'feed', '--keys', 'KEYS']],
    ['done', ['keys', 'init', '--keys', 'KEYS', '--no-push', '--yes']],
    ['keys', ['keys', 'show', '--keys', 'KEYS', '--no-push']],
    [
      'dry-run',
      ['renew', '--root', '--draft', 'KEYS/d.json', '--keys', 'KEYS', '--no-push', '--dry-run'],
    ],
    ['drafted', ['renew', '--root', '--draft', 'KEYS/d.json', '--keys', 'KEYS', '--no-push']],
    ['declined', ['keys', 'sign', 'KEYS/d.json', '--keys', 'KEYS']],
    ['signed', ['keys', 'sign', 'KEYS/d.json', '--keys', 'KEYS', '--yes']],
    ['check-root', ['keys', 'check-root', '--trusted', 'KEYS/d.json', '--next', 'KEYS/d.json']],
  ])('is %s, as described, for %j', async (outcome, args) => {
    const document = await documentOf(...args.map((arg) => arg.replace('KEYS', keys)));
    expect(document).toMatchObject({ outcome, schema: `phasegate/${outcome}@1` });
    expect(document['next']).toEqual(expect.stringMatching(/\S/));
    expect(faultsOf(document)).toEqual([]);
  });

  it('is as described where the network is away: queued, then sent or given up', async () => {
    const clone = await remote.clone();
    const said = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const document = await documentIn(clone, ...args);
      return [document['outcome'], ...faultsOf(document)];
    };
    const to = (url: string): Promise<string> => git(clone, ['remote', 'set-url', 'origin', url]);
    const url = (await git(clone, ['remote', 'get-url', 'origin'])).trim();
    const stop = ['emergency', 'stop', '1.1.0', '--timeout', '1'];
    await to('http://127.0.0.1:9/feeds.git');
    expect(await said(...stop)).toEqual(['queued']);
    expect(await said('rollout', 'status', '--no-push')).toEqual(['status']);
    expect(await said('push', '--drop', '--yes')).toEqual(['dropped']);
    expect(await said(...stop)).toEqual(['queued']);
    await to(url);
    expect(await said('push')).toEqual(['sent']);
  });

  it('is as described where there are targets beside the branch, one of which cannot be written', async () => {
    const own = await publishedProduct();
    const mirror = await temporaryFolder('mirror');
    const said = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const document = await documentIn(own.folder, ...args);
      return [document['outcome'], document['exit'], ...faultsOf(document)];
    };
    const config = JSON.parse((await own.remote.read('phasegate.json')) ?? '') as object;
    const publish = [
      { kind: 'folder', path: mirror },
      { kind: 'folder', name: 'gone', path: '/dev/null/www' },
    ];
    await own.remote.publish(
      { 'phasegate.json': `${JSON.stringify({ ...config, publish })}\n` },
      'Targets',
    );
    await git(own.folder, ['pull', '--quiet']);
    expect(await said('publish', '--dry-run', '--target', 'folder')).toEqual(['published', 0]);
    expect(await said('publish')).toEqual(['published', 7]);
    expect(await said('rollout', 'pause', '1.1.0', '--no-wait')).toEqual(['done', 7]);
    expect(await said('verify', '--live')).toEqual(['verify', 7]);
    await Promise.all([own.remote.dispose(), removeFolder(mirror)]);
  });

  it('would be found out with a property that is missing, and with one that nobody described', async () => {
    const document = await documentOf('rollout', 'status', '--no-push');
    const { platforms: _gone, ...less } = document;
    expect(faultsOf(less)).not.toEqual([]);
    expect(faultsOf({ ...document, more: 1 })).not.toEqual([]);
  });
});

describe('the published schema', () => {
  const sources = filesUnder('apps/phasegate/src', '.ts')
    .filter((file) => !/\.(?:test|fixture)\.ts$/.test(file))
    .map((file) => textOf(file));
  const named = sources.flatMap((text) =>
    [...text.matchAll(/\boutcome(?::| =)[^;,}]*/g)].flatMap(([line]) =>
      [...line.matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word),
    ),
  );

  // What a command can come to stands in one type; the document is named after it.
  const [comeTo = ''] =
    /export type Outcome =[\s\S]*?;\n\n/.exec(textOf('packages/feed-ops/src/carry-out.ts')) ?? [];
  const kinds = [...comeTo.matchAll(/^ {2,6}(?:\| \{ )?readonly kind: '([a-z-]+)'/gm)].map(
    ([, kind = '']) => kind,
  );

  it('looks for what there is to look for', () => {
    expect(kinds).toEqual(expect.arrayContaining(['done', 'dry-run', 'refused']));
  });

  it.each([...new Set([...named, ...kinds])])('describes %s', (outcome) => {
    expect(outcomes).toContain(outcome);
  });

  it('gives every outcome a name and one line of explanation', () => {
    for (const outcome of outcomes) {
      expect(published.$defs[outcome]).toMatchObject({
        description: expect.any(String) as string,
        properties: { schema: { const: `phasegate/${outcome}@1` }, outcome: { const: outcome } },
      });
      expect(published['oneOf']).toContainEqual({ $ref: `#/$defs/${outcome}` });
    }
  });
});
