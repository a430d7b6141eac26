import { existsSync } from 'node:fs';
import { SetupError } from './setup-error.ts';
import { browserPackages, ensureSystemPackages, installCommand } from './system-packages.ts';

/** The machine that a browser is looked for on. */
export interface BrowserHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (file: string) => boolean;
  /** Installs what a browser needs where that can be done; see `ensureSystemPackages`. */
  readonly install: () => Promise<void>;
}

/** Not Ubuntu's `chromium-browser`, which is only a name for a snap. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The program of a Chromium or Chrome: the one that `CHROME_PATH` names, one that is there, or Debian's, installed now.
 * Throws a SetupError `no-browser` where there is none, with the words of what kept it from being installed.
 */
export async function findBrowser(host: Partial<BrowserHost> = {}): Promise<string> {
  const on: BrowserHost = {
    env: process.env,
    exists: existsSync,
    install: () => ensureSystemPackages(browserPackages, { say: (line) => console.log(line) }),
    ...host,
  };
  const named = on.env['CHROME_PATH'] ?? '';
  if (named !== '') {
    return on.exists(named)
      ? named
      : missing(`CHROME_PATH names ${named}, and there is no such file.`);
  }
  const there = (): string | undefined => PLACES.find((file) => on.exists(file));
  const found = there();
  if (found !== undefined) {
    return found;
  }
  // Ubuntu has no such package: then its words alone would lead nowhere.
  await on.install().catch((error: Error) => missing(`${NEEDED}\n${error.message}`, error));
  return there() ?? missing(NEEDED);
}

const NEEDED = 'The tests of web pages need Chromium or Chrome, and neither is here.';

function missing(problem: string, cause?: Error): never {
  const command = installCommand(['chromium']);
  const next = `Set CHROME_PATH to the program of one, or on Debian run this once:\n  ${command}`;
  throw new SetupError('no-browser', { problem, next }, cause);
}
