import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openFeeds } from '@phasegate/scripts/stage/feeds';
import type { Feeds, FeedsOptions } from '@phasegate/scripts/stage/feeds';
import { temporaryFolder } from '@phasegate/testkit';
import { afterEach, vi } from 'vitest';
import { KIT } from './kit-files.ts';
import type { Texts } from './kit-files.ts';
import type { World } from './runner.ts';

// Each job is several processes, and what the feeds begin with is made once in a file.
vi.setConfig({ testTimeout: 300_000 });

let open: Feeds[] = [];

afterEach(async () => {
  const closing = open;
  open = [];
  await Promise.all(closing.map((feeds) => feeds.close()));
});

/** Feeds on a remote, and a repository on GitHub whose secrets are set as docs/ci.md has it. */
export async function setUp(options: FeedsOptions = {}): Promise<{ feeds: Feeds; world: World }> {
  const feeds = await openFeeds(options);
  open.push(feeds);
  const secrets = {
    PHASEGATE_FEED_KEY: await keyText(feeds, 'feed'),
    PHASEGATE_DEPLOY_KEY: 'a deploy key',
  };
  const release = { ...secrets, PHASEGATE_RELEASE_KEY: await keyText(feeds, 'release') };
  return {
    feeds,
    world: {
      remote: feeds.remote,
      program: await program(),
      secrets: { phasegate: secrets, 'phasegate-release': release } satisfies Record<string, Texts>,
      approves: true,
    },
  };
}

async function keyText({ home }: Feeds, role: string): Promise<string> {
  const folder = path.join(home, '.phasegate/keys/com.example.notes');
  const name = (await readdir(folder)).find((each) => each.startsWith(`${role}-`)) ?? '';
  return readFile(path.join(folder, name), 'utf8');
}

/** The command line from source, as a program. */
async function program(): Promise<string> {
  const file = path.join(await temporaryFolder('program'), 'phasegate');
  const main = path.resolve(KIT, '../apps/phasegate/src/main.ts');
  await writeFile(
    file,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=source '${main}' "$@"\n`,
  );
  await chmod(file, 0o755);
  return file;
}
