import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildProgram } from '@phasegate/cli';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../apps/phasegate/src/program/manual-words.ts';
import { COMMANDS } from '../../apps/phasegate/src/program/understood.fixture.ts';
import { configSchema } from './config-schema.ts';
import { manualOf } from './manual.ts';
import { markdownOf } from './markdown.ts';
import { roffOf } from './roff.ts';

const root = path.resolve(import.meta.dirname, '../..');
const manual = manualOf(buildProgram(() => undefined));

function rendered(roff: string): { readonly text: string; readonly complaints: string } {
  const args = ['-man', '-Tascii', '-ww', '-P-cbou', '-rLL=80n'];
  const { stdout, stderr, error } = spawnSync('groff', args, { input: roff, encoding: 'utf8' });
  if (error !== undefined) {
    throw error;
  }
  return { text: stdout, complaints: stderr };
}

describe('the manual', () => {
  it('has every command, and no hidden one', () => {
    const page = markdownOf(manual);
    const named = [...page.matchAll(/^### phasegate (.+)$/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual([...COMMANDS].toSorted());
    expect(page).not.toContain('### phasegate complete\n');
  });

  it.runIf(process.platform === 'linux')('is a page that man shows without a complaint', () => {
    const { text, complaints } = rendered(roffOf(manual));
    expect(complaints).toBe('');
    const sections =
      'NAME|SYNOPSIS|DESCRIPTION|COMMANDS|OPTIONS|EXAMPLES|EXIT STATUS|ENVIRONMENT|FILES|SEE ALSO';
    for (const section of sections.split('|')) {
      expect(text).toMatch(new RegExp(`^${section}$`, 'm'));
    }
    expect(text).toContain('phasegate rollback 1.2.0 --reason "loses notes"');
    expect(text.split('\n').filter((one) => one.length > 80)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('shows odd text as it is', () => {
    const odd = `.so /etc/passwd 'x' \\n -- ~^ "y"`;
    const { text, complaints } = rendered(
      roffOf([
        { kind: 'text', text: odd },
        { kind: 'terms', terms: [['--a <b>', "'quoted"]] },
      ]),
    );
    expect(complaints).toBe('');
    expect(text).toContain(odd);
    expect(text).toContain("'quoted");
  });

  it('knows every variable that the sources ask for', () => {
    const folder = path.join(root, 'apps/phasegate/src');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'));
    const asked = sources.flatMap((text) => [
      ...[...text.matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name]) => name),
      ...[...text.matchAll(/\{ ([A-Z_]+) \} = process\.env/g)].map(([, name]) => name),
    ]);
    expect(asked.length).toBeGreaterThan(4);
    expect(ENVIRONMENT.map(([name]) => name)).toEqual(expect.arrayContaining(asked));
  });
});

describe('the schema of the config', () => {
  const schema = JSON.parse(configSchema()) as {
    readonly properties: Readonly<Record<string, { readonly description?: string }>>;
    readonly required: readonly string[];
  };

  it('explains every key to editors', () => {
    const keys = Object.entries(schema.properties).filter(
      ([key]) => key !== '$schema' && key !== 'schema',
    );
    expect(keys.length).toBeGreaterThan(9);
    expect(keys.filter(([, { description }]) => description === undefined)).toEqual([]);
  });

  it('asks for what has no default, and takes no key that is not known', () => {
    expect(schema.required).toEqual(['app', 'title', 'platforms']);
    expect(schema).toMatchObject({ additionalProperties: false });
  });
});
