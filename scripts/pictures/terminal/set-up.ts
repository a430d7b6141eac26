import { mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Feeds } from '../../stage/feeds.ts';
import { all, before, withFile } from './before.ts';
import { asked, said, waiting } from './scene.ts';
import type { Scene } from './scene.ts';

const NOTHING = { holding: 'nothing' } as const;
const INIT = 'phasegate init --app com.example.notes --title Notes --platform macos windows linux';
const DRAFT = '.git/root.json';
const ROOT = 'updates/keys/1.root.json';
/** Three holders have a root key each, and the publisher none. */
async function apart({ home }: Feeds): Promise<void> {
  const keys = path.join(home, '.phasegate/keys/com.example.notes');
  const roots = (await readdir(keys)).filter((name) => name.startsWith('root-'));
  for (const [at, name] of roots.entries()) {
    await mkdir(path.join(home, `holder-${at + 1}`));
    await rename(path.join(keys, name), path.join(home, `holder-${at + 1}`, 'root.json'));
  }
}

const drafted = all(apart, before(['keys', 'rotate', 'feed', '--draft', DRAFT]));
const signedBy = (holder: number) => (feeds: Feeds) => {
  const key = path.join(feeds.home, `holder-${holder}`, 'root.json');
  return before(['keys', 'sign', DRAFT, '--trusted', ROOT, '--root-key', key])(feeds);
};
const SIGN = `phasegate keys sign ${DRAFT} --trusted ${ROOT} --root-key ~/holder-2/root.json`;

const APP = { app: 'com.example.notes', title: 'Notes', platforms: ['macos', 'windows', 'linux'] };
const TYPO = { ...APP, heatlh: { source: 'https://monitor.example.com/notes.json' } };
const ROLES = {
  people: { release: ['ann@example.com', 'cyd@example.com'], 'on-call': ['bob@example.com'] },
  may: { widening: ['release'], withdrawing: ['release', 'on-call'], preparing: ['release'] },
};
const CONFIG = 'phasegate.config.json';
const withConfig = (config: object) => withFile(CONFIG, JSON.stringify(config));

/** The config beside the sources: that of the feeds, with roles. */
const withRoles = async (feeds: Feeds): Promise<void> => {
  const { schema: _schema, ...config } = JSON.parse(
    (await feeds.remote.read('phasegate.json')) ?? '{}',
  ) as Record<string, unknown>;
  await withConfig({ ...config, roles: ROLES })(feeds);
};

/** Keys, config, and what makes a shell complete. */
export const SET_UP: readonly Scene[] = [
  said('init', INIT, { feeds: NOTHING }),
  said('init-unsigned', `${INIT} --unsigned`, { feeds: NOTHING }),
  said('not-set-up', 'phasegate rollout status', { feeds: NOTHING }),
  said('keys-init', 'phasegate keys init', {
    feeds: NOTHING,
    prepare: before([
      'init',
      '--app',
      'com.example.notes',
      '--title',
      'Notes',
      '--platform',
      'linux',
      '--unsigned',
    ]),
  }),
  said('keys-show', 'phasegate keys show'),
  said('keys-make', 'phasegate keys make root --keys ../mine'),
  ...asked('keys-rotate', {
    line: 'phasegate keys rotate feed --reason "yearly"',
    question: '?',
    answers: { yes: ['y'] },
  }),
  said('keys-rotate-draft', `phasegate keys rotate feed --draft ${DRAFT}`, { prepare: apart }),
  ...asked('keys-sign', {
    line: SIGN,
    question: '?',
    answers: { yes: ['y'] },
    prepare: all(drafted, signedBy(1)),
  }),
  said('keys-publish', `phasegate keys publish ${DRAFT} --yes`, {
    prepare: all(drafted, signedBy(1), signedBy(2)),
  }),
  said('keys-publish-too-few', `phasegate keys publish ${DRAFT} --yes`, {
    prepare: all(drafted, signedBy(1)),
  }),
  said('keys-check-root', `phasegate keys check-root --trusted ${ROOT} --next ${DRAFT}`, {
    prepare: drafted,
  }),
  said('keys-revoke', 'phasegate keys revoke 00000000 --reason "laptop stolen"'),
  waiting('passphrase', 'phasegate rollout pause 1.1.0', {
    shows: 'Passphrase of',
    types: 'correct horse',
    feeds: { passphrase: 'correct horse battery staple' },
  }),
  said('renew', 'phasegate renew'),
  said('renew-root', 'phasegate renew --root'),
  said('config-show', 'phasegate config show'),
  said('config-check', `phasegate config check --config .git/${CONFIG}`, {
    prepare: withRoles,
  }),
  said('config-check-typo', `phasegate config check --config .git/${CONFIG}`, {
    prepare: withConfig(TYPO),
  }),
  said('config-check-none', 'phasegate config check'),
  ...asked('config-apply', {
    line: `phasegate config apply --config .git/${CONFIG}`,
    question: '?',
    answers: { yes: ['y'] },
    prepare: withRoles,
  }),
  said('config-apply-refused', `phasegate config apply --config .git/${CONFIG}`, {
    prepare: withConfig({ ...APP, platforms: ['macos'] }),
  }),
  said('completion', 'phasegate completion bash | head -12'),
];
