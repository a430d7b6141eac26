import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** The folder of the CI kit. */
export const KIT = path.resolve(import.meta.dirname, '../../ci');

export type Texts = Readonly<Record<string, string>>;

/** What YAML has where the runner has texts. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/** One step of a job or of a composite action, as far as the kit's own use the format. */
export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Values;
  readonly env?: Values;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly outputs?: Texts;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string | number | boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const WORKFLOWS: readonly string[] = readdirSync(path.join(KIT, 'workflows'));
export const ACTIONS = ['action', 'drill'] as const;
export const SCRIPTS: readonly string[] = ACTIONS.flatMap((folder) =>
  readdirSync(path.join(KIT, folder))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => `${folder}/${name}`),
);

export function textOf(name: string): string {
  return readFileSync(path.join(KIT, name), 'utf8');
}

export function workflow(name: string): Workflow {
  return parse(textOf(`workflows/${name}`)) as Workflow;
}

export function action(name: string): Action {
  return parse(textOf(`${name}/action.yml`)) as Action;
}

/** Every step of the kit that runs a script, with where it stands. */
export function runSteps(): readonly { readonly at: string; readonly script: string }[] {
  const named = [
    ...WORKFLOWS.map((name) => [name, Object.values(workflow(name).jobs)] as const),
    ...ACTIONS.map((name) => [name, [action(name).runs]] as const),
  ];
  return named.flatMap(([name, jobs]) =>
    jobs.flatMap(({ steps }) =>
      steps.flatMap(({ run }, at) =>
        run === undefined ? [] : [{ at: `${name}, step ${at + 1}`, script: run }],
      ),
    ),
  );
}

/** `name=value` lines and the form with a word that ends the value, as the runner reads them. */
export function readOutputs(text: string): Texts {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n').slice(0, -1);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const long = /^([^=]+?)<<(.+)$/.exec(line);
    const end = long === null ? -1 : lines.indexOf(long[2] ?? '', at + 1);
    if (long !== null && end < 0) {
      throw new Error(`no end of ${line}`);
    }
    const [name = '', ...rest] = line.split('=');
    outputs[long?.[1] ?? name] =
      long === null ? rest.join('=') : lines.slice(at + 1, end).join('\n');
    at = Math.max(at, end);
  }
  return outputs;
}
