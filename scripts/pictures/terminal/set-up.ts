import type { Feeds } from '../../stage/feeds.ts';
import { createOperator } from '../../stage/operator.ts';
import { before, withFile } from './before.ts';
import { asked, said, waiting } from './scene.ts';
import type { Scene } from './scene.ts';

const NOTHING = { holding: 'nothing' } as const;
const INIT = 'phasegate init --app com.example.notes --title Notes --platform macos windows linux';
const DRAFT = '.git/root.json';
const drafted = before(['keys', 'rotate', 'root', '--draft', DRAFT]);

async function signed(feeds: Feeds): Promise<void> {
  await drafted(feeds);
  const { phasegate } = createOperator(feeds.folder, { HOME: feeds.home });
  await phasegate('keys', 'sign', DRAFT, '--trusted', 'updates/keys/1.root.json', '--yes');
}

const CONFIG = `import { defineConfig } from '@phasegate/cli/config';
export default defineConfig({ app: 'com.example.notes', title: 'Notes', platforms: ['macos'], trust: 'signed' });
`;
const TYPO = JSON.stringify({
  app: 'com.example.notes',
  title: 'Notes',
  platforms: ['macos'],
  heatlh: {},
});

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
  said('keys-rotate-draft', `phasegate keys rotate root --draft ${DRAFT}`),
  said('keys-sign', `phasegate keys sign ${DRAFT} --trusted updates/keys/1.root.json`, {
    prepare: drafted,
  }),
  said('keys-sign-yes', `phasegate keys sign ${DRAFT} --trusted updates/keys/1.root.json --yes`, {
    prepare: drafted,
  }),
  said('keys-publish', `phasegate keys publish ${DRAFT} --yes`, { prepare: signed }),
  said('keys-publish-too-few', `phasegate keys publish ${DRAFT} --yes`, { prepare: drafted }),
  said(
    'keys-check-root',
    `phasegate keys check-root --trusted updates/keys/1.root.json --next ${DRAFT}`,
    { prepare: drafted },
  ),
  said('keys-revoke', 'phasegate keys revoke 00000000 --reason "laptop stolen"'),
  waiting('passphrase', 'phasegate rollout pause 1.1.0', {
    shows: 'Passphrase of',
    types: 'correct horse',
    feeds: { passphrase: 'correct horse battery staple' },
  }),
  said('renew', 'phasegate renew'),
  said('renew-root', 'phasegate renew --root'),
  said('config-show', 'phasegate config show'),
  said('config-check', 'phasegate config check --config .git/phasegate.config.json', {
    prepare: withFile('phasegate.config.json', TYPO),
  }),
  said('config-check-none', 'phasegate config check'),
  said('config-apply', 'phasegate config apply --config .git/phasegate.config.mts', {
    prepare: withFile('phasegate.config.mts', CONFIG),
  }),
  said('completion', 'phasegate completion bash | head -12'),
];
