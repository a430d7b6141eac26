import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git, gitEnvironment, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { holds, resolve } from './expressions.ts';
import type { Contexts } from './expressions.ts';
import { action, KIT, readOutputs } from './kit-files.ts';
import type { Job, Step, Texts, Values, Workflow } from './kit-files.ts';

// A runner for the workflows of the kit: real bash, real git, GitHub's own evaluator of expressions. What GitHub does itself
// (checkout, artifacts, environments) is done here in the same way, as far as the workflows can tell.

/** What a workflow runs in. */
export interface World {
  readonly remote: Remote;
  /** The program that the action finds on the runner. */
  readonly program: string;
  /** The secrets of each environment. */
  readonly secrets: Readonly<Record<string, Texts>>;
  readonly inputs?: Texts;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly refName?: string;
  /** What whoever is asked to approve says. */
  readonly approves?: boolean;
  /** What the artifacts hold. */
  readonly artifacts?: string;
  /** Overrides the waiting time of the action. */
  readonly wait?: string;
  /** When it settles, somebody presses "Cancel workflow". */
  readonly cancelled?: Promise<unknown>;
  /** What happens between a job and the next. */
  readonly meanwhile?: (job: string) => Promise<unknown>;
}

export interface JobEnd {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Texts;
  readonly summary: string;
  readonly log: string;
}

/** Runs the jobs of a workflow, those that are needed first. */
export async function runWorkflow(
  { jobs }: Workflow,
  world: World,
): Promise<Readonly<Record<string, JobEnd>>> {
  const ends: Record<string, JobEnd> = {};
  for (const [name, job] of Object.entries(jobs)) {
    ends[name] = await runJob(job, world, needsOf(job, ends));
    await world.meanwhile?.(name);
  }
  return ends;
}

/** Runs one job; a workflow writes them in the order in which they need each other. */
async function runJob(job: Job, world: World, needs: Contexts = {}): Promise<JobEnd> {
  const contexts = {
    github: github(world),
    inputs: world.inputs ?? {},
    secrets: world.secrets[job.environment ?? ''] ?? {},
    needs,
    matrix: {},
  };
  const failed = Object.values(needs).some((one) => (one as JobEnd).result !== 'success');
  if (!holds(job.if ?? 'success()', contexts, { failed })) {
    return { result: 'skipped', outputs: {}, summary: '', log: '' };
  }
  if (job.environment === 'phasegate-approval' && world.approves !== true) {
    return { result: 'failure', outputs: {}, summary: '', log: 'The approval was refused' };
  }
  const place = await openPlace();
  const steps = await runSteps(job.steps, { world, place, contexts, env: {} });
  const all = { ...contexts, steps: steps.context };
  const outputs = Object.entries(job.outputs ?? {}).map(([name, text]) => [
    name,
    resolve(text, all, { failed: steps.failed }),
  ]);
  return {
    result: steps.failed ? 'failure' : 'success',
    outputs: Object.fromEntries(outputs) as Texts,
    summary: await readFile(place.summary, 'utf8'),
    log: place.log.join(''),
  };
}

interface Place {
  readonly workspace: string;
  readonly temp: string;
  readonly summary: string;
  readonly log: string[];
}

interface Around {
  readonly world: World;
  readonly place: Place;
  readonly contexts: Contexts;
  /** What the step that uses a composite action gives to the action's own steps. */
  readonly env: Texts;
  readonly actionPath?: string;
}

interface Steps {
  readonly failed: boolean;
  readonly context: Readonly<Record<string, { readonly outputs: Texts; readonly outcome: string }>>;
}

async function runSteps(steps: readonly Step[], around: Around): Promise<Steps> {
  const context: Record<string, { outputs: Texts; outcome: string }> = {};
  let failed = false;
  for (const [at, step] of steps.entries()) {
    const contexts = { ...around.contexts, steps: context };
    if (holds(step.if ?? 'success()', contexts, { failed })) {
      const { ok, outputs } = await runStep(step, { ...around, contexts });
      context[step.id ?? `step-${at}`] = { outputs, outcome: ok ? 'success' : 'failure' };
      failed ||= !ok;
    }
  }
  return { failed, context };
}

interface StepEnd {
  readonly ok: boolean;
  readonly outputs: Texts;
}

async function runStep(step: Step, around: Around): Promise<StepEnd> {
  const env = { ...around.env, ...resolved(step.env, around) };
  const given = resolved(step.with, around);
  const [used = ''] = (step.uses ?? '').split('@');
  if (step.run !== undefined) {
    return runScript(step.run, { ...around, env });
  }
  if (used.startsWith('phasegate/phasegate/ci/')) {
    return runAction(used.slice('phasegate/phasegate/ci/'.length), given, { ...around, env });
  }
  await GITHUBS_OWN[used]?.(given, around);
  return { ok: GITHUBS_OWN[used] !== undefined, outputs: {} };
}

/** What stands in for the actions of GitHub that the kit uses. */
const GITHUBS_OWN: Readonly<Record<string, (given: Texts, around: Around) => Promise<unknown>>> = {
  'actions/setup-node': () => Promise.resolve(),
  'actions/download-artifact': (given, { world, place }) =>
    cp(world.artifacts ?? '', path.join(place.workspace, given['path'] ?? ''), { recursive: true }),
  'actions/checkout': async (given, { world, place }) => {
    const folder = path.join(place.workspace, given['path'] ?? '');
    const depth = given['fetch-depth'] === '0' ? [] : ['--depth=1', '--no-local'];
    const branch = ['--branch', given['ref'] ?? 'main'];
    await git(place.workspace, ['clone', '--quiet', ...depth, ...branch, world.remote.url, folder]);
    if ((given['ssh-key'] ?? '') === '') {
      // The token of the workflow may only read.
      await git(folder, ['remote', 'set-url', '--push', 'origin', '/no/right/to/push']);
    }
  },
};

async function runAction(name: string, given: Texts, around: Around): Promise<StepEnd> {
  const { inputs, outputs, runs } = action(name);
  const unknown = Object.keys(given).filter((input) => inputs[input] === undefined);
  if (unknown.length > 0) {
    throw new Error(`${name} has no input ${unknown.join(', ')}`);
  }
  const values = Object.entries(inputs).map(([input, { default: standard }]) => [
    input,
    given[input] ?? resolve(`${standard ?? ''}`, around.contexts, { failed: false }),
  ]);
  const { github: event } = around.contexts;
  const { program, wait } = around.world;
  const own = {
    ...(Object.fromEntries(values) as Texts),
    program,
    ...(wait === undefined ? {} : { wait }),
  };
  const steps = await runSteps(runs.steps, {
    ...around,
    contexts: { github: event, inputs: own },
    actionPath: path.join(KIT, name),
  });
  const results = Object.entries(outputs).map(([output, { value }]) => [
    output,
    resolve(value, { github: event, inputs: own, steps: steps.context }, { failed: steps.failed }),
  ]);
  return { ok: !steps.failed, outputs: Object.fromEntries(results) as Texts };
}

async function runScript(
  script: string,
  { world, place, env, actionPath }: Around,
): Promise<StepEnd> {
  const folder = await temporaryFolder('step');
  const [file, output] = [path.join(folder, 'script.sh'), path.join(folder, 'output')];
  await writeFile(file, script);
  await writeFile(output, '');
  const ran = await bash(file, {
    cwd: place.workspace,
    cancelled: world.cancelled,
    env: {
      ...gitEnvironment(),
      ...variables(world, place),
      GITHUB_OUTPUT: output,
      ...(actionPath === undefined ? {} : { GITHUB_ACTION_PATH: actionPath }),
      ...env,
    },
  });
  place.log.push(ran.stdout, ran.stderr);
  return { ok: ran.code === 0, outputs: readOutputs(await readFile(output, 'utf8')) };
}

interface Bash {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cancelled: Promise<unknown> | undefined;
}

/** A step as the runner starts it; a cancelled one gets SIGINT, and its children do not. */
function bash(
  file: string,
  { cwd, env, cancelled }: Bash,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  void cancelled?.then(() => child.kill('SIGINT'));
  return new Promise((settle) => {
    child.once('close', (code) => settle({ code, ...said }));
  });
}

function variables(world: World, place: Place): Texts {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: place.temp,
    CI: 'true',
    RUNNER_TEMP: place.temp,
    GITHUB_STEP_SUMMARY: place.summary,
    GITHUB_REF_NAME: world.refName ?? 'main',
    GITHUB_REPOSITORY: 'example/notes',
    GITHUB_SERVER_URL: 'https://github.com',
  };
}

async function openPlace(): Promise<Place> {
  const home = await temporaryFolder('runner');
  const place = {
    workspace: path.join(home, 'work'),
    temp: path.join(home, 'temp'),
    summary: path.join(home, 'summary.md'),
    log: [],
  };
  await mkdir(place.workspace);
  await mkdir(place.temp);
  await writeFile(place.summary, '');
  return place;
}

function resolved(texts: Values | undefined, { contexts }: Around): Texts {
  const pairs = Object.entries(texts ?? {}).map(([name, text]) => [
    name,
    resolve(`${text}`, contexts, { failed: false }),
  ]);
  return Object.fromEntries(pairs) as Texts;
}

function needsOf({ needs }: Job, ends: Readonly<Record<string, JobEnd>>): Contexts {
  const names = needs === undefined ? [] : [needs].flat();
  return Object.fromEntries(names.map((name) => [name, ends[name]]));
}

function github(world: World): Contexts {
  return {
    actor: 'octo-cat',
    event: world.event ?? {},
    ref_name: world.refName ?? 'main',
    repository: 'example/notes',
    server_url: 'https://github.com',
    token: 'ghs_none',
  };
}
