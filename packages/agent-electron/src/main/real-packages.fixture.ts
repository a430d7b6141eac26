import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The system's own package tool on a root of its own: packages are really built, installed and replaced. */
export interface PackageRoot {
  /** Builds a package of Notes. */
  readonly build: (version: string) => Promise<Uint8Array>;
  /** The version whose files are installed. */
  readonly installed: () => Promise<string>;
}

/** Whether a tool is on this machine. */
export function hasTool(...names: readonly string[]): boolean {
  return names.every((name) => spawnSync(name, ['--version']).status === 0);
}

/** dpkg, in front of the system's in `bin`; it needs no other user for a root of its own. */
export async function dpkgRoot(folder: string, bin: string): Promise<PackageRoot> {
  const root = path.join(folder, 'root');
  const records = path.join(root, 'var/lib/dpkg');
  for (const name of ['info', 'updates', 'triggers']) {
    await mkdir(path.join(records, name), { recursive: true });
  }
  await writeFile(path.join(records, 'status'), '');
  // electron-updater's second try is this one, and it would be the machine's own.
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, 'apt-get'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await wrap(
    bin,
    'dpkg',
    `--root='${root}' --force-not-root --force-script-chrootless --log=/dev/null`,
  );
  return {
    installed: () => readFile(path.join(root, 'opt/notes/version'), 'utf8'),
    build: async (version) => {
      const tree = path.join(folder, `deb-${version}`);
      const control = `Package: notes\nVersion: ${version}\nArchitecture: all\nMaintainer: Example <notes@example.com>\nDescription: Notes\n`;
      await writeTree(tree, { 'DEBIAN/control': control, 'opt/notes/version': version });
      run('dpkg-deb', ['--build', '--root-owner-group', tree, `${tree}.deb`]);
      return readFile(`${tree}.deb`);
    },
  };
}

/** rpm, likewise. */
export async function rpmRoot(folder: string, bin: string): Promise<PackageRoot> {
  const root = path.join(folder, 'root');
  await mkdir(root, { recursive: true });
  await wrap(bin, 'rpm', `--root='${root}' --dbpath=/var/lib/rpm`);
  return {
    installed: () => readFile(path.join(root, 'opt/notes/version'), 'utf8'),
    build: async (version) => {
      const top = path.join(folder, `rpm-${version}`);
      const spec = `Name: notes\nVersion: ${version}\nRelease: 1\nSummary: Notes\nLicense: MIT\nBuildArch: noarch\n%description\nNotes\n%install\nmkdir -p %{buildroot}/opt/notes\nprintf ${version} > %{buildroot}/opt/notes/version\n%files\n/opt/notes/version\n`;
      await writeTree(top, { 'notes.spec': spec });
      run('rpmbuild', ['-bb', '--define', `_topdir ${top}`, path.join(top, 'notes.spec')]);
      return readFile(path.join(top, `RPMS/noarch/notes-${version}-1.noarch.rpm`));
    },
  };
}

async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
    await writeFile(file, text);
  }
}

/** The real program with more words, found before it. */
async function wrap(bin: string, name: string, words: string): Promise<void> {
  const file = path.join(bin, name);
  const real = spawnSync('/bin/sh', ['-c', `PATH=/usr/bin:/bin command -v ${name}`]);
  await mkdir(bin, { recursive: true });
  await writeFile(
    file,
    `#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin exec ${String(real.stdout).trim()} ${words} "$@"\n`,
  );
  await chmod(file, 0o755);
}

function run(program: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} failed: ${stderr}`);
  }
}
