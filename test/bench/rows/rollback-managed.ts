import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { git, removeFolder, temporaryFolder } from '@phasegate/testkit';

import { managedProduct } from '../managed-product.ts';
import type { ManagedProduct } from '../managed-product.ts';
import { findPython } from '../peers/python.ts';
import type { Measured, OpenRow, Peer, Row } from '../row.ts';
import { watchProcess } from '../watched-process.ts';

const ITEMS = 1000;
const FEWER = 100;
const MAIN = fileURLToPath(new URL('../../../apps/phasegate/src/main.ts', import.meta.url));

/** The whole command in a process of its own, without the network: read, check, plan, sign, check again, commit. */
export const rollbackManaged: Row = {
  name: 'rollback-managed',
  what: `rollback on three platforms and nine signed feeds with ${ITEMS} items each, all but the network, beside the same with ${FEWER}, and beside the specification's Python sample once for each of the nine files`,
  runs: 5,
  warmups: 1,
  limitMs: 2000,
  open,
};

async function open(): Promise<OpenRow> {
  const [many, few] = [await managedProduct(ITEMS), await managedProduct(FEWER)];
  const folder = await temporaryFolder('runs');
  return {
    peers: [peerOf(many, folder, ITEMS), peerOf(few, folder, FEWER), await sampleOf(many, folder)],
    close: async () => {
      await removeFolder(folder);
      for (const { remote, keys } of [many, few]) {
        await remote.dispose();
        await removeFolder(keys);
      }
    },
  };
}

function peerOf({ operator, keys, newest }: ManagedProduct, folder: string, items: number): Peer {
  const run = async (): Promise<Measured> => {
    const tree = await mkdtemp(join(folder, 'tree-'));
    await cp(operator.workTree, tree, { recursive: true });
    const words = ['rollback', newest, '--reason', 'It crashes', '--yes', '--no-push'];
    const args = ['--conditions=source', MAIN, ...words, '--keys', keys, '-C', tree];
    const { code, said, measured } = await watchProcess(process.execPath, args, tree);
    if (code !== 0) {
      throw new Error(`phasegate rollback ended with ${code}: ${said}`);
    }
    await expectGone(tree, newest);
    await removeFolder(tree);
    return measured;
  };
  return { name: `${items} items in each feed`, run };
}

const SAMPLE = fileURLToPath(new URL('../peers/rollback_release.py', import.meta.url));
const EACH =
  'for feed in "$@"; do "$PYTHON" "$SAMPLE" --version "$VERSION" --reason x --appcast "$feed" || exit 1; done';

/** The specification's way: each file is rewritten, committed and pushed by itself, to a remote on the same disk. */
async function sampleOf(
  { operator, remote, newest }: ManagedProduct,
  folder: string,
): Promise<Peer> {
  const name = 'specification sample (Python), nine times';
  const python = await findPython();
  if (python === undefined) {
    return { name, absent: 'there is no python3 on this machine' };
  }
  const run = async (): Promise<Measured> => {
    const tree = await mkdtemp(join(folder, 'tree-'));
    const origin = await mkdtemp(join(folder, 'origin-'));
    await cp(operator.workTree, tree, { recursive: true });
    await cp(remote.url, origin, { recursive: true });
    await git(tree, ['remote', 'set-url', 'origin', origin]);
    const feeds = (await git(tree, ['ls-files', '*.xml'])).split('\n').filter(isOwnName);
    const facts = [`PYTHON=${python.path}`, `SAMPLE=${SAMPLE}`, `VERSION=${newest}`];
    const words = [...facts, 'sh', '-c', EACH, 'sh', ...feeds];
    const { code, said, measured } = await watchProcess('env', words, tree);
    if (code !== 0 || feeds.length !== 9) {
      throw new Error(`the sample ended with ${code} on ${feeds.length} feeds: ${said}`);
    }
    await removeFolder(tree);
    await removeFolder(origin);
    // The memory would be that of the shell which runs the nine.
    return { ms: measured.ms };
  };
  return { name, run };
}

/** Not the alias of a feed, which the sample knows nothing of. */
function isOwnName(path: string): boolean {
  return !/rollout-\d+\//.test(path);
}

async function expectGone(tree: string, version: string): Promise<void> {
  const names = await git(tree, [
    'grep',
    '-lF',
    `<sparkle:version>${version}<`,
    'HEAD',
    '--',
    '*.xml',
  ]).catch(() => '');
  const changed = await git(tree, ['diff', '--name-only', 'HEAD~1', 'HEAD', '--', '*.xml']);
  if (names !== '' || changed.split('\n').length !== 15) {
    throw new Error(`${version} was not rolled back in every feed and alias: ${names}`);
  }
}
