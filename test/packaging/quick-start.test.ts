import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { signedBy } from '@phasegate/agent';
import * as testing from '@phasegate/agent/testing';
import { describe, expect, it } from 'vitest';

const docs = path.resolve(import.meta.dirname, '../../docs');
const text = readFileSync(path.join(docs, 'quick-start.md'), 'utf8');
const examples = ['electron-builder', 'electron-forge'] as const;
const read = (example: string, file: string): string =>
  readFileSync(path.join(docs, '../examples', example, file), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  );
const words = (code: string): string => code.replaceAll(/\s+/g, ' ').replaceAll(' >', '>').trim();

describe('the quick start', () => {
  it.each(examples)('says in its first lines what the %s example does', async (example) => {
    const given: unknown[] = [];
    const createUpdateAgent = (options: unknown): object => {
      given.push(options);
      return { start: () => Promise.resolve(), on: () => undefined };
    };
    const settings = JSON.parse(read(example, 'src/update-settings.json')) as object;
    const root = JSON.parse(read(example, 'src/1.root.json')) as object;
    const required: Readonly<Record<string, unknown>> = {
      '@phasegate/agent-electron/main': { createUpdateAgent },
      './update-settings.json': settings,
      './1.root.json': root,
    };
    for (const code of [blocks('js')[0] ?? '', read(example, 'src/updates.js')]) {
      // oxlint-disable-next-line typescript/no-implied-eval -- it runs the lines of the page themselves
      const lines = new Function('require', 'module', code);
      lines((name: string) => required[name], {});
    }
    expect(given).toEqual([
      { ...settings, root },
      { ...settings, root },
    ]);
  });

  it('shows the page and the configuration that the examples have', () => {
    const [script = ''] = blocks('html')[0]?.split('<phasegate-notice>') ?? [];
    for (const example of examples) {
      expect(words(read(example, 'src/index.html'))).toContain(words(script));
    }
    const [publish = '', win = ''] = blocks('yaml')[0]?.split(/^(?=win:)/m) ?? [];
    const own = words(read('electron-builder', 'electron-builder.yml').replaceAll(/^ *#.*$/gm, ''));
    expect(own).toContain(words(publish));
    expect(own).toContain(words(win.replace('win:', '')));
    expect(read('electron-forge', 'forge.config.mjs')).toContain(
      "extraResource: ['app-update.yml']",
    );
  });

  it('names only what /testing has', () => {
    const named = text.match(
      /\b(?:create|start|sample|snapshot)(?:Fake|Feed|Notice|Snap|With)\w*/g,
    );
    const known = [...Object.keys(testing), 'createFakeAgent'];
    expect(known).toEqual(expect.arrayContaining([...new Set(named)]));
    expect(named).toContain('startFeedServer');
  });

  it('leads to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(existsSync(path.join(docs, link)), link).toBe(true);
    }
  });
});

describe('the examples', () => {
  it.each(examples)('%s embeds a root that the agent believes', (example) => {
    expect(signedBy(read(example, 'src/1.root.json')).root.version).toBe(1);
  });

  it('are the same app, but for how they are packaged', () => {
    for (const file of [
      'main.js',
      'updates.js',
      'update-settings.json',
      'index.html',
      '1.root.json',
    ]) {
      expect(read('electron-forge', `src/${file}`)).toBe(read('electron-builder', `src/${file}`));
    }
  });
});
