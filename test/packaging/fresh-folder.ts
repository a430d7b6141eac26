import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { succeeded } from '@phasegate/scripts/stage/tarballs';
import type { Tarball } from '@phasegate/scripts/stage/tarballs';

/** A folder outside the repository with every package installed from its tarball, as `npm install` does it. */
export interface FreshFolder {
  readonly folder: string;
  /** Writes a file and runs it with Node. */
  readonly run: (name: string, text: string) => Promise<string>;
  /** Writes a file and checks it with the compiler, options on top of strict ones. */
  readonly compile: (
    name: string,
    text: string,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Installs the tarballs, and in Electron's place, which needs Electron to be loaded, a module of the same names. */
export async function installFresh(
  folder: string,
  tarballs: readonly Tarball[],
): Promise<FreshFolder> {
  const electron = path.join(folder, 'electron-stand-in');
  await mkdir(electron, { recursive: true });
  const write = (name: string, text: string): Promise<void> =>
    writeFile(path.join(folder, name), text);
  await write('electron-stand-in/package.json', '{"name":"electron","version":"25.1.1"}');
  await write('electron-stand-in/index.js', '');
  const ours = Object.fromEntries(tarballs.map(({ name, path: file }) => [name, `file:${file}`]));
  const dependencies = { ...ours, electron: 'file:electron-stand-in' };
  await write('package.json', JSON.stringify({ name: 'app', private: true, dependencies }));
  await succeeded('npm', [...INSTALL], { cwd: folder });
  await write('electron-stand-in/index.js', await standIn(folder));
  return {
    folder,
    run: async (name, text) => {
      await write(name, text);
      return (await succeeded('node', [name], { cwd: folder })).stdout.trim();
    },
    compile: async (name, text, options) => {
      await write(name, text);
      const project = `tsconfig.${name}.json`;
      const compilerOptions = { ...STRICT, ...options };
      await write(project, JSON.stringify({ compilerOptions, files: [name] }));
      await succeeded('tsc', ['-p', project], { cwd: folder });
    },
  };
}

const INSTALL = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
/** Declarations of ours are checked too; those of Node are the developer's own. */
const STRICT = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: ['node'],
  typeRoots: [path.join(root, 'node_modules/@types')],
};

/** The names that the bundle takes from Electron; what is behind them is only used in an app that runs. */
async function standIn(folder: string): Promise<string> {
  const bundle = path.join(folder, 'node_modules/@phasegate/agent-electron/dist/main.mjs');
  const text = await readFile(bundle, 'utf8');
  const lists = [...text.matchAll(/import \{([^}]*)\} from "electron"/g)].map(
    ([, list = '']) => list,
  );
  const names = new Set(
    lists.flatMap((list) => list.split(',').map((name) => name.trim().split(' ')[0] ?? '')),
  );
  const exported = [...names].map((name) => `exports.${name} = {};`);
  // What a preload takes.
  const preload = [
    'exports.contextBridge = { exposeInMainWorld: () => undefined };',
    'exports.ipcRenderer = { on: () => undefined };',
  ];
  return [...exported, ...preload].join('\n');
}
