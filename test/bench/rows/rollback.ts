import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
  createRemote,
  foreignFeedXml,
  foreignVersion,
  git,
  removeFolder,
} from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { findPython } from '../peers/python.ts';
import type { Measured, OpenRow, Peer, Row } from '../row.ts';
import { watchProcess } from '../watched-process.ts';

const ITEMS = 10_000;
const PATH = 'updates/macos/stable/appcast.xml';
const REASON = 'Crashes on open';
const SCRIPT = fileURLToPath(new URL('../peers/rollback_release.py', import.meta.url));
const OURS = fileURLToPath(
  new URL('../../../apps/phasegate/src/rollback-release.ts', import.meta.url),
);

/** From the command to the push that the remote took, each as a process of its own. */
export const rollback10000: Row = {
  name: 'rollback-10000',
  what: "rollback of one item in a foreign 10,000-item feed, commit and push included, beside the specification's Python sample (5.10.8.1)",
  runs: 7,
  warmups: 1,
  open,
};

async function open(): Promise<OpenRow> {
  const remote = await createRemote({ files: { [PATH]: foreignFeedXml(ITEMS) } });
  const start = await remote.head();
  const python = await findPython();
  const ours = [process.execPath, '--conditions=source', OURS, '--yes'];
  const peer = (name: string, command: readonly string[]): Peer => ({
    name,
    run: (round) => rollback(remote, start, command, foreignVersion(ITEMS, 4000 + round)),
  });
  const sample = 'specification sample (Python)';
  return {
    peers: [
      peer('phasegate rollback-release', ours),
      python === undefined
        ? { name: sample, absent: 'there is no python3 on this machine' }
        : peer(sample, [python.path, SCRIPT]),
    ],
    close: () => remote.dispose(),
  };
}

/** Every run begins with the same remote and a fresh clone; neither that nor the look at the outcome is timed. */
async function rollback(
  remote: Remote,
  start: string | undefined,
  [program = '', ...words]: readonly string[],
  version: string,
): Promise<Measured> {
  await git(remote.url, ['update-ref', `refs/heads/${remote.branch}`, start ?? '']);
  const folder = await remote.clone();
  const facts = ['--version', version, '--appcast', join(folder, PATH), '--reason', REASON];
  const { code, said, measured } = await watchProcess(program, [...words, ...facts], folder);
  if (code !== 0) {
    throw new Error(`${words.join(' ')} ended with ${code}: ${said}`);
  }
  await expectGone(remote, version);
  const counted = await git(folder, ['diff', '--numstat', `${start}`, 'HEAD', '--', PATH]);
  const [added = '', removed = ''] = counted.split('\t');
  await removeFolder(folder);
  return { ...measured, lines: Number(added) + Number(removed) };
}

async function expectGone(remote: Remote, version: string): Promise<void> {
  const text = (await remote.read(PATH)) ?? '';
  const items = text.split(/<item[\s>]/).length - 1;
  if (items !== ITEMS - 1 || text.includes(`>${version}</`)) {
    throw new Error(`${version} was not rolled back: ${items} items on the branch`);
  }
}
