import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '@phasegate/scripts/setup/run-command';
import { temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { KIT } from './kit-files.ts';

interface Reported {
  readonly code: number | undefined;
  readonly log: string;
  readonly summary: string;
  readonly outputs: string;
}

/** What becomes of what a command said; a text stands for a command that wrote no document. */
async function report(document: object | string, exit: number): Promise<Reported> {
  const folder = await temporaryFolder('report');
  const [outputs, summary] = [path.join(folder, 'outputs'), path.join(folder, 'summary')];
  const noDocument = typeof document === 'string';
  await writeFile(path.join(folder, 'document'), noDocument ? '' : JSON.stringify(document));
  await writeFile(path.join(folder, 'said'), noDocument ? document : '');
  const env = { ...process.env, GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary };
  const script = path.join(KIT, 'action/report.mjs');
  const args = [script, folder, String(exit), 'rollout pause'];
  const { code, stdout, stderr } = await runCommand(process.execPath, args, { env });
  return {
    code,
    log: `${stdout}${stderr}`,
    summary: await readFile(summary, 'utf8'),
    outputs: await readFile(outputs, 'utf8'),
  };
}

const said = { headline: 'Pause 1.1.0 on linux', next: 'phasegate rollout status' };

describe('a step', () => {
  it('succeeds without a word where all went well', async () => {
    expect(await report({ ...said, outcome: 'done' }, 0)).toMatchObject({ code: 0, log: '' });
  });

  it.each([
    [5, 'notice'],
    [7, 'warning'],
  ])('succeeds with exit code %d, and a %s says why', async (exit, level) => {
    const { code, log } = await report({ ...said, outcome: 'refused' }, exit);
    expect(code).toBe(0);
    expect(log).toMatch(new RegExp(`^::${level} title=Phasegate::Pause.*Next: phasegate`));
  });

  it.each([1, 2, 3, 4, 6, 130])('fails with exit code %d', async (exit) => {
    const { code, log } = await report({ ...said, outcome: 'refused' }, exit);
    expect(code).toBe(exit);
    expect(log).toMatch(/^::error title=Phasegate::/);
  });

  it('fails where a stop waits on a runner that will be gone, though that is 7 as well', async () => {
    const { code, log, summary } = await report({ ...said, outcome: 'queued' }, 7);
    expect(code).toBe(7);
    expect(log).toMatch(/^::error title=Phasegate::NOT SENT.*Next: run this workflow again/);
    expect(summary).toContain('### ✖ NOT SENT');
  });

  it('says what a command wrote that came to no document', async () => {
    const { log, outputs, summary } = await report("error: unknown option '--x'\n(--help)", 2);
    expect(log).toContain("::error title=Phasegate::error: unknown option '--x'");
    expect(outputs).toMatch(/^outcome<<.*\nfailed\n/);
    expect(summary).toContain('What it said');
  });
});

describe('the summary', () => {
  it('cuts a diff that is longer than GitHub takes, and no text ends its fence', async () => {
    const diff = `+ \`\`\`\`\n</details>\n${'x'.repeat(2_000_000)}`;
    const { summary, outputs } = await report({ ...said, outcome: 'dry-run', diff }, 0);
    expect(summary.length).toBeLessThan(200_000);
    expect(summary).toContain('`````diff\n');
    expect(outputs).not.toContain('xxx');
  });

  it('does not let a value end itself in the outputs', async () => {
    const headline = 'a\nEOF\nexit-code=0\noutcome<<x\ndone\nx';
    const { outputs } = await report({ headline, outcome: 'refused' }, 4);
    expect(outputs).toMatch(/^headline<<(.+)\na EOF exit-code=0 outcome<<x done x\n\1$/m);
  });
});
