import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { publishedProduct } from '../cli.fixture.ts';
import { programFolder, scriptOf, shellIn } from './shells.fixture.ts';

const run = promisify(execFile);

let remote: Remote;
let folder: string;
let bin: string;
let place: string;

beforeAll(async () => {
  ({ remote, folder } = await publishedProduct());
  place = await temporaryFolder('shells');
  bin = await programFolder(place);
  await mkdir(join(folder, 'odd'));
  await writeFile(join(folder, 'odd', 'my key.json'), '');
}, 60_000);

afterAll(async () => {
  await remote.dispose();
  await removeFolder(place);
});

// What was typed before the cursor: none of it may be run, and none of it may break what is completed behind it.
const ODD = `--reason "100% 'it''s' \\$(touch pwned)"`;

// `script` of util-linux makes the terminal.
const linux = process.platform === 'linux';

describe.runIf(linux).each(['bash', 'zsh'] as const)('%s', (shell) => {
  it('completes commands, options, values and the versions of this clone', async () => {
    const lines = await shellIn(shell, folder, bin).tab(
      'phasegate emer',
      'phasegate rollout esc',
      'phasegate rollout escalate --dry',
      'phasegate rollout escalate 1.',
      'phasegate rollback 1.1.0 --severity crit',
      'phasegate rollout status --platform li',
      'phasegate rollout status --platform=li',
    );
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'phasegate emergency',
      'phasegate rollout escalate',
      'phasegate rollout escalate --dry-run',
      'phasegate rollout escalate 1.1.0',
      'phasegate rollback 1.1.0 --severity critical',
      'phasegate rollout status --platform linux',
      'phasegate rollout status --platform=linux',
    ]);
  });

  it('leaves files to the shell, which quotes them, and offers none elsewhere', async () => {
    const lines = await shellIn(shell, join(folder, 'odd'), bin).tab(
      'phasegate renew --feed-key my',
      'phasegate renew --actor my',
    );
    expect(lines.map((line) => line.trimEnd())).toEqual([
      'phasegate renew --feed-key my\\ key.json',
      'phasegate renew --actor my',
    ]);
  });

  it('runs nothing of what was typed, and is not thrown off by it', async () => {
    const lines = await shellIn(shell, folder, bin).tab(
      `phasegate rollback ${ODD} 1.1`,
      'phasegate rollback --reason "$(touch pwned-2)" --severity=crit',
      'phasegate rollback "$(touch pwned-3)',
      'phasegate rollback --reason `touch pwned-4` 1.1',
    );
    expect((await readdir(folder)).filter((name) => name.startsWith('pwned'))).toEqual([]);
    expect(lines.slice(0, 2).map((line) => line.trimEnd())).toEqual([
      `phasegate rollback ${ODD} 1.1.0`,
      'phasegate rollback --reason "$(touch pwned-2)" --severity=critical',
    ]);
  });
});

describe.runIf(linux)('fish', () => {
  async function complete(line: string, where = folder): Promise<readonly string[]> {
    const quoted = line.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
    const script = `source ${scriptOf('fish')}; complete -C '${quoted}'`;
    const env = {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      INIT_CWD: undefined,
    };
    const { stdout } = await run('fish', ['--no-config', '-c', script], { cwd: where, env });
    return stdout.split('\n').filter((one) => one !== '');
  }

  it('completes commands, options, values and versions, and says what they are', async () => {
    expect(await complete('phasegate emer')).toEqual([
      expect.stringMatching(/^emergency\ta release does harm/) as string,
    ]);
    expect(await complete('phasegate rollout escalate ')).toEqual(['1.1.0\tlinux rolling 10 %']);
    expect(await complete('phasegate rollback 1.1.0 --severity crit')).toEqual(['critical']);
    expect(await complete('phasegate rollout status --platform=li')).toEqual(['--platform=linux']);
    expect(await complete('phasegate renew --feed-key my', join(folder, 'odd'))).toEqual([
      expect.stringContaining('my key.json') as string,
    ]);
  });

  it('runs nothing of what was typed, and is not thrown off by it', async () => {
    const odd = `--reason "100% 'it''s' \\$(touch pwned)" (touch pwned)`;
    expect(await complete(`phasegate rollback ${odd} 1.1`)).toEqual(['1.1.0\tlinux rolling 10 %']);
    expect(await readdir(folder)).not.toContain('pwned');
  });
});
