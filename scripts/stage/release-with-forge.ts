import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitEnvironment } from '@phasegate/testkit';
import { runCommand } from '../setup/run-command.ts';
import type { BuildRun } from './build-with-hook.ts';

/** One run of `electron-forge make`: a Debian package for one architecture. */
export interface Made {
  readonly version: string;
  readonly arch: 'x64' | 'arm64';
}

/** How Forge's config names the publisher: by the name of its module, or the publisher itself. */
export type Named = 'by-name' | 'itself';

const publisher = path.resolve(
  import.meta.dirname,
  '../../apps/phasegate/src/hooks/electron-forge.ts',
);

/** Lays out what `make` leaves, and lets Forge release it with the publisher of `@phasegate/cli`. */
export async function releaseWithForge(
  folder: string,
  made: readonly Made[],
  config: object,
  named: Named,
): Promise<BuildRun> {
  const dir = path.join(folder, 'app');
  await mkdir(dir, { recursive: true });
  const version = made[0]?.version ?? '';
  const manifest = {
    name: 'notes',
    version,
    main: 'main.cjs',
    devDependencies: { electron: '45.0.0' },
  };
  await writeFile(path.join(dir, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(dir, 'forge.config.mjs'), configText(config, named));
  for (const one of made) {
    await make(dir, one, manifest);
  }
  const program = path.join(import.meta.dirname, 'forge-release.ts');
  const result = await runCommand(process.execPath, ['--conditions=source', program, dir], {
    cwd: dir,
    timeoutMs: 5 * 60 * 1000,
    env: { ...process.env, ...gitEnvironment(), NO_COLOR: '1' },
  });
  return { code: result.code, said: `${result.stdout}${result.stderr}` };
}

function configText(config: object, named: Named): string {
  const options = JSON.stringify(config);
  return named === 'by-name'
    ? `export default { publishers: [{ name: ${JSON.stringify(publisher)}, config: ${options} }] };\n`
    : `import PhasegatePublisher from ${JSON.stringify(publisher)};\nexport default { publishers: [new PhasegatePublisher(${options})] };\n`;
}

/** As Forge saves it for `release --from-make`: paths relative to the app, one file for each run. */
async function make(dir: string, { version, arch }: Made, packageJSON: object): Promise<void> {
  const artifact = `out/make/deb/${arch}/notes_${version}_${arch === 'x64' ? 'amd64' : arch}.deb`;
  const results = [{ artifacts: [artifact], packageJSON, platform: 'linux', arch, maker: 'deb' }];
  for (const [file, text] of [
    [artifact, path.basename(artifact)],
    [`out/make-results/${arch}.forge-make.json`, JSON.stringify(results)],
  ] as const) {
    await mkdir(path.join(dir, path.dirname(file)), { recursive: true });
    await writeFile(path.join(dir, file), text);
  }
}
