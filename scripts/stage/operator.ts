import path from 'node:path';
import { gitEnvironment } from '@phasegate/testkit';
import { x } from 'tinyexec';

/** What one command said and how it ended. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A release engineer at a terminal, in one work tree. */
export interface Operator {
  readonly workTree: string;
  /** Runs `phasegate ...` there; no terminal is attached, as in a script. */
  readonly phasegate: (...args: readonly string[]) => Promise<Answer>;
  /** Runs one of the specification's own scripts there. */
  readonly script: (
    name: 'rollback-release' | 'manage-rollout',
    ...args: readonly string[]
  ) => Promise<Answer>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** Sits down at a work tree; the real command line runs in a process of its own. */
export function createOperator(workTree: string, environment: NodeJS.ProcessEnv = {}): Operator {
  const run = async (file: string, args: readonly string[]): Promise<Answer> => {
    const program = path.join(root, 'apps/phasegate/src', file);
    const result = await x(process.execPath, ['--conditions=source', program, ...args], {
      nodeOptions: {
        cwd: root,
        env: {
          ...process.env,
          ...gitEnvironment(),
          INIT_CWD: workTree,
          NO_COLOR: '1',
          ...environment,
        },
      },
    });
    return { code: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  };
  return {
    workTree,
    phasegate: (...args) => run('main.ts', args),
    script: (name, ...args) => run(`${name}.ts`, args),
  };
}
