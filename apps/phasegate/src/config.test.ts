import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { git, removeFolder, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { cli, publishedProduct } from './cli.fixture.ts';
import type { Ran } from './cli.fixture.ts';

const SOURCE = {
  app: 'com.example.notes',
  title: 'Notes',
  platforms: ['linux'],
  feedBase: 'https://example.com/updates',
};

let remote: Remote;
let feeds: string;
let sources: string;

beforeAll(async () => {
  ({ remote, folder: feeds } = await publishedProduct());
}, 60_000);

afterAll(() => remote.dispose());

beforeEach(async () => {
  sources = await temporaryFolder('sources');
  await mkdir(join(sources, 'node_modules', '@phasegate'), { recursive: true });
  const self = fileURLToPath(new URL('..', import.meta.url));
  await symlink(self, join(sources, 'node_modules', '@phasegate', 'cli'));
  return () => removeFolder(sources);
});

/** As a developer types it where the sources are, with the feeds elsewhere. */
function here(...args: readonly string[]): Promise<Ran> {
  return cli(sources, '-C', feeds, ...args);
}

function write(name: string, config: object): Promise<void> {
  const text = name.endsWith('.json')
    ? JSON.stringify(config)
    : `import { defineConfig } from '@phasegate/cli/config';
type Typed = string;
const title: Typed = 'Notes';
export default defineConfig(${JSON.stringify(config)} as const);
void title;`;
  return writeFile(join(sources, name), text);
}

async function published(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(feeds, 'phasegate.json'), 'utf8')) as Record<
    string,
    unknown
  >;
}

describe('phasegate config', () => {
  it('turns a TypeScript file beside the sources into the published config, over the plan road', async () => {
    await write('phasegate.config.ts', SOURCE);
    const before = await remote.head();
    expect(await here('config', 'check')).toMatchObject({ code: 0 });
    const dry = await here('config', 'apply', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('feedBase: nothing ->')]);
    expect(await here('config', 'apply')).toMatchObject({ code: 3 });
    expect(await remote.head()).toBe(before);
    const applied = await here('config', 'apply', '--yes', '--wait', '0');
    expect(applied.code, applied.stderr).toBe(0);
    expect(await remote.head()).not.toBe(before);
    expect(await published()).toMatchObject({ feedBase: 'https://example.com/updates' });
    const again = await here('config', 'apply', '--yes');
    expect(again.stdout).toContain('Nothing to do');
    const history = await readFile(join(feeds, 'updates/linux/history.jsonl'), 'utf8');
    expect(history.trim().split('\n').at(-1)).toContain('"command":"config"');
    expect(await cli(feeds, 'verify')).toMatchObject({ code: 0 });
    expect((await cli(feeds, 'config', 'show')).stdout).toContain('https://example.com/updates');
  });

  it('makes the feeds of a platform that is new', async () => {
    await write('phasegate.config.json', { ...SOURCE, platforms: ['linux', 'macos'] });
    const { code, stdout } = await here('config', 'apply', '--yes', '--wait', '0');
    expect([code, stdout]).toEqual([0, expect.stringContaining('macos: stable-rollout-10%')]);
    expect(await git(feeds, ['ls-files', 'updates/macos'])).toContain('updates/macos/stable/');
    expect(await cli(feeds, 'verify')).toMatchObject({ code: 0 });
  });

  it.each<readonly [string, object]>([
    ['app', { app: 'com.example.other' }],
    ['list of phases', { phases: [5, 100] }],
    ['updates folder', { updates: 'elsewhere' }],
    ['branch', { branch: 'main' }],
    ['trust', { trust: 'signed' }],
    ['list of platforms without linux', { platforms: ['macos'] }],
  ])('refuses another %s, since clients have the old one built in', async (what, change) => {
    await write('phasegate.config.json', { ...SOURCE, platforms: ['linux', 'macos'], ...change });
    const head = await remote.head();
    const { code, stderr } = await here('config', 'apply', '--yes');
    expect([code, stderr]).toEqual([4, expect.stringContaining(`Another ${what} would leave`)]);
    expect(await remote.head()).toBe(head);
  });

  it.each<readonly [string, string, RegExp]>([
    ['phasegate.config.json', '{"app":', /is not JSON/],
    ['phasegate.config.json', '[1]', /holds no config/],
    ['phasegate.config.json', JSON.stringify({ ...SOURCE, phase: [5] }), /did you mean phases\?/],
    ['phasegate.config.ts', 'export default 7', /holds no config/],
    [
      'phasegate.config.ts',
      'throw new Error("no\\u001b[31m luck")',
      /does not run: Error: no.* luck/,
    ],
    ['phasegate.config.ts', 'export default {', /does not run/],
  ])('says what is wrong with %s: %s', async (name, text, says) => {
    await writeFile(join(sources, name), text);
    const { code, stderr } = await here('config', 'check');
    expect([code, stderr]).toEqual([1, expect.stringMatching(says)]);
    expect(stderr).not.toContain('\u001b');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /Next: correct phasegate\.config\.(?:ts|json)/,
    );
  });

  it('takes the example of the documentation as it stands there', async () => {
    const page = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
    const [, example = ''] = /^```ts\n([\s\S]*?)^```/m.exec(page) ?? [];
    await writeFile(join(sources, 'phasegate.config.ts'), example);
    const { code, stdout, stderr } = await here('config', 'check');
    expect([code, stdout], stderr).toEqual([0, expect.stringContaining('is a config')]);
  });

  it('says where to look where there is no file', async () => {
    expect(await here('config', 'check')).toMatchObject({ code: 2 });
    const named = await here('config', 'check', '--config', 'gone.ts');
    expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('gone.ts')]);
  });

  it('executes nothing from the branch of the feeds', async () => {
    await write('phasegate.config.json', { ...SOURCE, platforms: ['linux', 'macos'] });
    const trap = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(sources, 'ran'))}, '');`;
    await writeFile(join(feeds, 'phasegate.config.ts'), trap);
    await here('rollout', 'status');
    await here('config', 'show');
    await here('config', 'apply', '--yes');
    await expect(readFile(join(sources, 'ran'))).rejects.toThrow(/ENOENT/);
  });
});
