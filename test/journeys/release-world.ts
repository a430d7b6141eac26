import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readAppcast } from '@phasegate/appcast';
import type { Feed, Platform } from '@phasegate/rollout';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Answer, Operator } from '@phasegate/scripts/stage/operator';
import { createRemote, git, removeFolder, startPages, temporaryFolder } from '@phasegate/testkit';
import type { Pages, Remote } from '@phasegate/testkit';
import { verifyFeed } from '@phasegate/trust';

/** A product without releases on three platforms, and a host for files. */
export interface ReleaseWorld {
  readonly remote: Remote;
  readonly operator: Operator;
  /** What {@link Pages} serves. */
  readonly folder: string;
  readonly pages: Pages;
  /** Writes what electron-builder writes: files that hold their own names, and the update file that names them. */
  readonly build: (
    output: string,
    updateFile: string,
    version: string,
    files: readonly string[],
  ) => Promise<string>;
  /** A feed as the remote has it, by the client's own reader. */
  readonly feed: (platform: Platform, name?: string) => Promise<Feed>;
  /** The ledger as the remote has it: version, state, and how many files. */
  readonly ledger: (platform: Platform) => Promise<readonly string[]>;
  readonly colleague: () => Promise<Operator>;
  readonly close: () => Promise<void>;
}

/** Opens one; further words for `init` come last. */
export async function openReleaseWorld(...init: readonly string[]): Promise<ReleaseWorld> {
  const folder = await temporaryFolder('releases');
  const pages = await startPages({ root: folder });
  const remote = await createRemote();
  const operator = createOperator(await remote.clone());
  const platforms = ['macos', 'windows', 'linux'].flatMap((name) => ['--platform', name]);
  const facts = ['--app', 'com.example.notes', '--title', 'Notes', ...platforms];
  const made = await operator.phasegate(
    'init',
    ...facts,
    ...(init.length > 0 ? init : ['--unsigned']),
  );
  if (made.code !== 0) {
    throw new Error(made.stderr);
  }
  const show = async (file: string): Promise<string> =>
    git(operator.workTree, [`--git-dir=${remote.url}`, 'show', `gh-pages:${file}`]);
  return {
    remote,
    operator,
    folder,
    pages,
    build: (output, updateFile, version, files) =>
      writeBuild(path.join(folder, output), updateFile, version, files),
    feed: async (platform, name = 'stable') =>
      readFeed(await show(`updates/${platform}/${name}/appcast.xml`), platform),
    ledger: async (platform) => {
      const text = await show(`updates/${platform}/rollout.json`);
      const { releases } = JSON.parse(text) as {
        releases: readonly { version: string; state: string; item: string }[];
      };
      return releases.map(
        ({ version, state, item }) =>
          `${version} ${state} ${item.match(/<enclosure/g)?.length ?? 0}`,
      );
    },
    colleague: async () => createOperator(await remote.clone()),
    close: async () => {
      await pages.close();
      await remote.dispose();
      await removeFolder(folder);
    },
  };
}

/** Writes files that hold their own names, and the update file of electron-builder that names them. */
export async function writeBuild(
  output: string,
  updateFile: string,
  version: string,
  files: readonly string[],
): Promise<string> {
  await mkdir(output, { recursive: true });
  const entries = files.map((name) => {
    const sha512 = createHash('sha512').update(name).digest('base64');
    return `  - url: ${name}\n    sha512: ${sha512}\n    size: ${Buffer.byteLength(name)}\n`;
  });
  await Promise.all(files.map((name) => writeFile(path.join(output, name), name)));
  const date = "releaseDate: '2026-11-20T04:00:00.000Z'\n";
  const text = `version: ${version}\nfiles:\n${entries.join('')}path: ${files[0]}\n${date}`;
  await writeFile(path.join(output, updateFile), text);
  return output;
}

function readFeed(text: string, platform: Platform): Feed {
  const verdict = verifyFeed(Buffer.from(text), { kind: 'unsigned' });
  const read = verdict.ok
    ? readAppcast(verdict.verified, { platform, allowLoopbackHttp: true })
    : verdict;
  if (!read.ok) {
    throw new Error(read.problem.message);
  }
  return read.feed;
}

/** The document of `--json`. */
export function documentOf({ stdout }: Answer): Readonly<Record<string, unknown>> {
  return JSON.parse(stdout) as Record<string, unknown>;
}
