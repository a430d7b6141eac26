/** What the environment tells phasegate; a test holds the list to the sources. */
export const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['PHASEGATE_FEED_KEY', "the text of the feed key's file, for CI; --feed-key goes before it"],
  ['PHASEGATE_RELEASE_KEY', "the text of the release key's file; --release-key goes before it"],
  ['PHASEGATE_ROOT_KEY', "the text of a root key's file; --root-key goes before it"],
  ['PHASEGATE_SPARKLE_KEY', "the text of the Sparkle key's file; --sparkle-key goes before it"],
  ['PHASEGATE_PASSPHRASE', 'opens encrypted key files; --passphrase-file goes before it'],
  ['CI', 'where it is set, nothing is asked, as without a terminal'],
  ['NO_COLOR', 'where it is set, nothing is coloured'],
  ['INIT_CWD', "the folder where the user stands, as pnpm's and npm's scripts set it"],
];

/** The files that phasegate reads and writes. */
export const FILES: readonly (readonly [string, string])[] = [
  ['phasegate.json', 'the config in force, at the root of the branch that holds the feeds'],
  ['phasegate.config.ts', 'the config as it is kept beside the sources; config apply publishes it'],
  ['updates/PLATFORM/FEED/appcast.xml', 'a feed, as clients fetch it'],
  ['updates/PLATFORM/rollout.json', 'the ledger of a platform, from which its feeds follow'],
  ['updates/PLATFORM/history.jsonl', 'who did what, when and why, a line for each command'],
  ['updates/keys/N.root.json', 'the published roots'],
  ['.git/phasegate/backup/', 'the feeds as they were before each change'],
  ['~/.phasegate/keys/APP/', 'the keys of an app, readable by their owner alone'],
];

/** What a reader needs before the first command. */
export const DESCRIPTION: readonly string[] = [
  'phasegate keeps the update feeds of desktop apps in git: it offers a release to a share of machines first, to more of them step by step, and takes it back from all of them in one step.',
  'Every command plans, shows and applies. It catches up with the remote, so that it plans on the newest state, makes one commit for all feeds, pushes it, asks the remote whether it has it, and fetches the published feeds until they are what was meant. With --dry-run it stops after showing; with --json it prints one document, described in docs/json/outcomes.schema.json.',
];

/** What to read next. */
export const SEE_ALSO: readonly string[] = ['phasegate-check', 'git(1)'];
