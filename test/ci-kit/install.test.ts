import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { runCommand } from '@phasegate/scripts/setup/run-command';
import type { CommandResult } from '@phasegate/scripts/setup/run-command';
import { listen, stop, temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { KIT, readOutputs } from './kit-files.ts';

// The real npm, and a registry of this machine that has one small package under the name of the command line.
// That the published package itself can be installed and run is shown in test/packaging.

const NAME = '@phasegate/cli';

describe('the action installs', () => {
  it('exactly the version that is asked for, without its install scripts', async () => {
    const registry = await openRegistry();
    const { ran, program } = await install({ KIT_CLI_VERSION: '0.1.0' }, registry.url);
    expect(ran.stderr + ran.stdout).not.toContain('::error');
    expect((await runCommand(program, [])).stdout).toBe('phasegate 0.1.0\n');
    expect(registry.ranScript()).toBe(false);
    await registry.close();
  });

  it.each(['latest', '^0.1.0', '0.1', '', 'file:/etc', '0.1.0 other', '0.1.0\nother'])(
    'nothing for %j, which is not one exact version',
    async (version) => {
      const { ran } = await install({ KIT_CLI_VERSION: version });
      expect(ran.code).toBe(2);
      expect(ran.stdout).toContain('::error title=Phasegate::The input "cli-version"');
    },
  );

  it('nothing where the runner has it already, and says so where it has not', async () => {
    const here = await install({ KIT_PROGRAM: process.execPath });
    expect(here.program).toBe(process.execPath);
    const gone = await install({ KIT_PROGRAM: './node_modules/.bin/phasegate' });
    expect(gone.ran).toMatchObject({ code: 2 });
  });
});

async function install(
  inputs: Readonly<Record<string, string>>,
  registry = 'http://127.0.0.1:1',
): Promise<{ readonly ran: CommandResult; readonly program: string }> {
  const folder = await temporaryFolder('install');
  const output = path.join(folder, 'output');
  await writeFile(output, '');
  const ran = await runCommand('bash', [path.join(KIT, 'action/install.sh')], {
    cwd: folder,
    timeoutMs: 90_000,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: output,
      'npm_config_@phasegate:registry': registry,
      KIT_PROGRAM: '',
      KIT_CLI_VERSION: '',
      ...inputs,
    },
  });
  return { ran, program: readOutputs(await readFile(output, 'utf8'))['program'] ?? '' };
}

interface Registry {
  readonly url: string;
  /** Whether the package's install script was run. */
  readonly ranScript: () => boolean;
  readonly close: () => Promise<void>;
}

async function openRegistry(): Promise<Registry> {
  let asked = false;
  const tarballs = new Map<string, Buffer>();
  const server = createServer(({ url: asking = '' }, response) => {
    const tarball = tarballs.get(asking.slice(1));
    asked ||= asking === '/installed';
    if (tarball !== undefined) {
      response.end(tarball);
      return;
    }
    const versions = [...tarballs.keys()].map((file) => {
      const version = file.replace('.tgz', '');
      const dist = { tarball: `${url}/${file}` };
      return [version, { name: NAME, version, bin: { phasegate: 'main.js' }, dist }];
    });
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: NAME,
        'dist-tags': { latest: '0.2.0' },
        versions: Object.fromEntries(versions) as object,
      }),
    );
  });
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  for (const version of ['0.1.0', '0.2.0']) {
    tarballs.set(`${version}.tgz`, await pack(version, url));
  }
  return { url, ranScript: () => asked, close: () => stop(server) };
}

async function pack(version: string, registry: string): Promise<Buffer> {
  const folder = await temporaryFolder('package');
  const from = path.join(folder, 'package');
  await mkdir(from);
  const script = `node -e "fetch('${registry}/installed')"`;
  const manifest = {
    name: NAME,
    version,
    bin: { phasegate: 'main.js' },
    scripts: { install: script },
  };
  await writeFile(path.join(from, 'package.json'), JSON.stringify(manifest));
  const program = `#!/usr/bin/env node\nconsole.log('phasegate ${version}');\n`;
  await writeFile(path.join(from, 'main.js'), program);
  await chmod(path.join(from, 'main.js'), 0o755);
  const file = path.join(folder, 'package.tgz');
  await runCommand('tar', ['-czf', file, '-C', folder, 'package']);
  return readFile(file);
}
