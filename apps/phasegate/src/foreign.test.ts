import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, foreignFeedXml, foreignVersion, git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, expect, it } from 'vitest';

import { must, script } from './cli.fixture.ts';

const STABLE = 'updates/macos/stable/appcast.xml';
const COUNT = 10_000;

// Each item with its version, as the script of the specification would find it.
const PYTHON = `
import sys, xml.etree.ElementTree as ET
items = ET.parse(sys.argv[1]).getroot().find('channel').findall('item')
name = '{http://www.andymatuschak.org/xml-namespaces/sparkle}version'
print(len(items), sum(item.find(name).text == sys.argv[2] for item in items))
`;

let remote: Remote;

afterEach(() => remote.dispose());

it('takes one of 10,000 items out of a foreign feed and changes no other line', async ({
  skip,
}) => {
  const version = foreignVersion(COUNT, 4321);
  remote = await createRemote({ files: { [STABLE]: foreignFeedXml(COUNT) } });
  const folder = await remote.clone();
  const { stdout } = await must(
    script(
      'rollback-release',
      folder,
      '--version',
      version,
      '--appcast',
      STABLE,
      '--reason',
      'Critical bug',
    ),
  );
  expect(stdout).toContain('unsigned');
  expect(stdout).toContain('clients of Phasegate refuse feeds above 1048576');
  const diff = await git(folder, ['diff', '--unified=0', 'HEAD~1', '--', STABLE]);
  const changed = diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
  expect(changed).toHaveLength(9);
  expect(changed.every((line) => line.startsWith('-'))).toBe(true);
  expect(changed[0]).toContain('<item>');
  expect(changed[3]).toContain(`<sparkle:version>${version}<`);
  expect(await git(folder, ['show', '--name-only', '--format=', 'HEAD'])).toBe(
    ['updates/macos/history.jsonl', 'updates/macos/rollout.json', STABLE].join('\n'),
  );
  if (spawnSync('python3', ['--version']).status !== 0) {
    skip('no python3 here, so its ElementTree was not asked');
  }
  const found = execFileSync('python3', ['-c', PYTHON, join(folder, STABLE), version]);
  expect(found.toString().trim()).toBe(`${COUNT - 1} 0`);
}, 120_000);

it('names the nearest versions, and repeats are nothing to do', async () => {
  remote = await createRemote({ files: { 'feeds/my app.xml': foreignFeedXml(5) } });
  const folder = await remote.clone();
  const ask = (version: string): ReturnType<typeof script> =>
    script(
      'rollback-release',
      folder,
      '--version',
      version,
      '--appcast',
      'feeds/my app.xml',
      '--reason',
      'x',
    );
  expect(await ask('1.0.7')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean 1.0.4') as string,
  });
  await must(ask('1.0.4'));
  expect(await readFile(join(folder, 'feeds/my app.xml'), 'utf8')).not.toContain('1.0.4');
  expect((await must(ask('1.0.4'))).stdout).toContain('Nothing to do');
});

it('pauses, resumes and escalates on a tree that Phasegate did not make', async () => {
  const [narrow, wide] = [
    'updates/macos/stable-rollout-10%/appcast.xml',
    'updates/macos/stable-rollout-50%/appcast.xml',
  ];
  const text = foreignFeedXml(3);
  remote = await createRemote({
    files: { [narrow]: text, [wide]: foreignFeedXml(2), [STABLE]: foreignFeedXml(2) },
  });
  const folder = await remote.clone();
  const manage = (action: string): ReturnType<typeof script> =>
    must(
      script('manage-rollout', folder, '--phase', '10%', '--action', action, '--version', '1.0.2'),
    );
  await manage('pause');
  expect(await remote.read(narrow)).not.toContain('1.0.2');
  await manage('resume');
  expect(await remote.read(narrow)).toBe(text);
  await manage('escalate');
  expect(await remote.read(wide)).toContain('<sparkle:version>1.0.2<');
  expect(await remote.read(STABLE)).not.toContain('1.0.2');
});

it('needs a remote, or to be told not to push', async () => {
  remote = await createRemote({ files: { [STABLE]: foreignFeedXml(3) } });
  const folder = await remote.clone();
  await git(folder, ['remote', 'remove', 'origin']);
  const args = ['--version', '1.0.1', '--appcast', STABLE, '--reason', 'x'];
  expect(await script('rollback-release', folder, ...args)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('--no-push') as string,
  });
  await must(script('rollback-release', folder, ...args, '--no-push'));
  expect(await readFile(join(folder, STABLE), 'utf8')).not.toContain('1.0.1');
});
