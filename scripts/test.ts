import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser } from './setup/browser.ts';
import { findElectron } from './setup/electron-runtime.ts';
import { SetupError } from './setup/setup-error.ts';
import {
  electronPackages,
  ensureSystemPackages,
  packageTools,
  shellPackages,
  publishTools,
  shellCheckPackages,
  terminalPackages,
} from './setup/system-packages.ts';

// `pnpm test`: every test there is, set-up included. The last line counts them.

/** How many tests of one runner passed, failed, were left out. */
interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const root = path.resolve(import.meta.dirname, '..');

async function main(): Promise<Count> {
  await ensureSystemPackages([
    ...electronPackages,
    ...packageTools,
    ...shellPackages,
    ...publishTools,
    ...terminalPackages,
    ...shellCheckPackages,
  ]);
  await findElectron({ say: (line) => console.log(line) });
  await findBrowser();
  const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-test-'));
  try {
    const counts = [
      await vitest(scratch),
      await playwright(scratch, 'desktop'),
      await playwright(scratch, 'web'),
    ];
    return counts.reduce((sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function vitest(scratch: string): Promise<Count> {
  const file = path.join(scratch, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run('vitest', ['run', ...reporters], {});
  const report = await readReport<{
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numFailedTestSuites: number;
  }>(file);
  return counted(code, {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: report?.numPendingTests ?? 0,
  });
}

/** The tests in a real Electron, or those in a real browser. */
async function playwright(scratch: string, where: 'desktop' | 'web'): Promise<Count> {
  const file = path.join(scratch, `${where}.json`);
  const program = path.join(root, 'test/node_modules/.bin/playwright');
  const args = ['test', '-c', `test/${where}/playwright.config.ts`, '--reporter=list,json'];
  const code = await run(program, args, {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    NODE_OPTIONS: '--conditions=source',
  });
  const report = await readReport<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(file);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return counted(code, { passed: expected, failed: unexpected + flaky, skipped });
}

/** A runner that failed without a failed test (a file that does not load, no report at all) is one failure. */
function counted(code: number, count: Count): Count {
  const silent = count.failed === 0 && (code !== 0 || count.passed === 0);
  return silent ? { ...count, failed: 1 } : count;
}

async function readReport<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

try {
  const { passed, failed, skipped } = await main();
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
