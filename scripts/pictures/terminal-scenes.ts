import type { Feeds, FeedsOptions } from '../stage/feeds.ts';
import { packageFile } from '../stage/feeds.ts';
import type { Terminal } from '../stage/terminal.ts';

/** One picture of the command line. To add one, write its name and what is typed; `said` and `asked` do for most. */
export interface Scene {
  readonly name: string;
  readonly feeds?: FeedsOptions;
  readonly environment?: NodeJS.ProcessEnv;
  /** What has happened before anybody sits down. */
  readonly prepare?: (feeds: Feeds) => Promise<unknown>;
  /** What is typed, and waited for; the picture is taken when it is over. */
  readonly act: (terminal: Terminal, feeds: Feeds) => Promise<unknown>;
  /** Ends what the picture has left waiting. */
  readonly after?: (terminal: Terminal) => Promise<unknown>;
}

/** A command that runs to its end. */
function said(name: string, line: string, more: Partial<Scene> = {}): Scene {
  return { name, act: (terminal) => terminal.run(line), ...more };
}

/** A command that asks: the picture of the question, and one after each answer (keys, one after the other). */
function asked(
  name: string,
  { line, question, answers, ...more }: Asked & Partial<Scene>,
): readonly Scene[] {
  const ask = async (terminal: Terminal): Promise<void> => {
    await terminal.enter(line);
    await terminal.shows(question);
  };
  const answered = ([answer, keys]: readonly [string, readonly string[]]): Scene => ({
    ...more,
    name: `${name}-${answer}`,
    act: async (terminal) => {
      await ask(terminal);
      for (const key of keys) {
        await (KEYS.has(key) ? terminal.press(key) : terminal.type(key));
      }
      await terminal.ended();
    },
  });
  return [{ ...more, name, act: ask }, ...Object.entries(answers).map(answered)];
}

interface Asked {
  readonly line: string;
  readonly question: string;
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

const KEYS: ReadonlySet<string> = new Set(['Enter', 'C-c', 'Escape']);
const REASON = 'Notes closes while it opens a large notebook, see incident 4711';
const NOTHING: Partial<Scene> = { feeds: { holding: 'nothing' } };

/** Adds 1.2.0 on the way, typed as a person would. */
async function addRelease(terminal: Terminal, { folder }: Feeds): Promise<void> {
  await packageFile(folder, '1.2.0', 'linux');
  const url = 'https://downloads.example.com/notes-1.2.0.AppImage';
  const file = '--file .git/files/notes-1.2.0.AppImage';
  await terminal.run(`phasegate release add 1.2.0 --platform linux ${file} --url ${url}`);
}

export const SCENES: readonly Scene[] = [
  said('help', 'phasegate --help'),
  said('help-rollback', 'phasegate rollback --help'),
  said(
    'init',
    'phasegate init --app com.example.notes --title Notes --platform macos windows linux',
    NOTHING,
  ),
  { name: 'release-add', act: addRelease },
  {
    name: 'start',
    act: async (terminal, feeds) => {
      await addRelease(terminal, feeds);
      await terminal.clear();
      await terminal.run('phasegate rollout start 1.2.0 --platform linux');
    },
  },
  said('status', 'phasegate rollout status'),
  ...asked('escalate', {
    line: 'phasegate rollout escalate 1.1.0',
    question: 'Escalate 1.1.0 to 50 % on macos, windows, linux?',
    answers: { yes: ['y'], no: ['n'] },
  }),
  ...asked('rollback', {
    line: `phasegate rollback 1.1.0 --severity high --reason "${REASON}"`,
    question: 'Type 1.1.0 to go on',
    answers: {
      right: ['1.1.0', 'Enter'],
      wrong: ['1.0.0', 'Enter'],
      'ctrl-c': ['1.1', 'C-c'],
    },
  }),
  said('dry-run', `phasegate rollback 1.1.0 --platform linux --dry-run --reason "${REASON}"`),
  said('emergency-stop', 'phasegate emergency stop'),
  said('verify', 'phasegate verify --live'),
  said('refused-version', `phasegate rollback 1.1.2 --reason "${REASON}"`),
  said('refused-fallback', `phasegate rollback 1.0.0 --reason "${REASON}"`),
  said('usage', 'phasegate rollout escalate'),
  said('typo', 'phasegate rolback 1.1.0'),
  said('nothing-to-do', 'phasegate rollout start 1.1.0'),
  said('push-refused', 'phasegate rollout pause 1.1.0', {
    prepare: ({ remote }) => remote.refusePushes('GH013: Repository rule violations found'),
  }),
  said('host-lags', 'phasegate rollout pause 1.1.0 --wait 2', {
    feeds: { hosting: { deployOnPush: false } },
  }),
  {
    name: 'host-waiting',
    feeds: { hosting: { deployOnPush: false } },
    act: async (terminal) => {
      await terminal.enter('phasegate rollout pause 1.1.0');
      await terminal.shows('Waiting for the host');
    },
    after: async (terminal) => {
      await terminal.press('C-c');
      await terminal.ended();
    },
  },
  {
    name: 'passphrase',
    feeds: { passphrase: 'correct horse battery staple' },
    act: async (terminal) => {
      await terminal.enter('phasegate rollout pause 1.1.0');
      await terminal.shows('Passphrase of');
      await terminal.type('correct horse');
    },
    after: async (terminal) => {
      await terminal.press('C-c');
      await terminal.ended();
    },
  },
];
