import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// The table of ARCHITECTURE.md: what each package may import of ours. pnpm links only listed dependencies, so a
// package.json that keeps to the table holds the arrows.
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/rollout': [],
  'packages/trust': [],
  'packages/appcast': ['rollout', 'trust'],
  'packages/agent': ['rollout', 'trust', 'appcast'],
  'packages/agent-electron': ['agent'],
  'packages/feed-ops': ['rollout', 'trust', 'appcast'],
  'packages/testkit': ['rollout', 'appcast'],
  'apps/phasegate': ['feed-ops'],
  'apps/check': ['agent'],
  'apps/demo': ['agent-electron'],
};
const MAY_IMPORT_ELECTRON = ['packages/agent-electron', 'apps/demo'];

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(new URL(parent, root)).map((name) => `${parent}/${name}`),
);
const sources = (folder: string): readonly string[] =>
  readdirSync(new URL(`${folder}/src/`, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(file))
    .map((file) => `${folder}/src/${file}`);

describe('the architecture', () => {
  it('knows every package', () => {
    expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(folders)('lets %s depend only on what its row of the table allows', (folder) => {
    const { dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as {
      dependencies?: Record<string, string>;
    };
    const ours = Object.keys(dependencies)
      .filter((name) => name.startsWith('@phasegate/'))
      .map((name) => name.replace('@phasegate/', ''));
    expect(MAY_IMPORT[folder]).toEqual(expect.arrayContaining(ours));
  });

  it.each(folders)('lets the product code of %s import only what it lists', (folder) => {
    const listed = MAY_IMPORT[folder] ?? [];
    for (const file of sources(folder)) {
      const imports = [...read(file).matchAll(/from '@phasegate\/([a-z-]+)/g)].map(
        ([, name]) => name,
      );
      expect(listed, file).toEqual(expect.arrayContaining(imports));
    }
  });

  it('keeps electron inside agent-electron and the demo', () => {
    for (const folder of folders.filter((name) => !MAY_IMPORT_ELECTRON.includes(name))) {
      for (const file of sources(folder)) {
        expect(read(file), file).not.toMatch(/from 'electron(?:-updater)?'/);
      }
    }
  });

  it('gives the pure packages no types of Node and of no browser', () => {
    const { compilerOptions } = JSON.parse(read('packages/rollout/tsconfig.json')) as {
      compilerOptions: { types: readonly string[]; lib?: readonly string[] };
    };
    expect(compilerOptions.types).toEqual([]);
    expect(compilerOptions.lib).toBeUndefined();
  });

  it('has pnpm ask packages whether they suit the Node that scripts run on', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: { node: string };
    };
    expect(read('pnpm-workspace.yaml')).toContain(`\nnodeVersion: ${devDependencies.node}\n`);
  });

  it('keeps the decision and the state machine readable in one sitting', () => {
    expect(read('packages/rollout/src/decide.ts').split('\n').length).toBeLessThanOrEqual(150);
    expect(read('packages/agent/src/state.ts').split('\n').length).toBeLessThanOrEqual(260);
  });
});
