import { spawnSync } from 'node:child_process';

/** The quality gate: every step is run, also after one has failed, so that one run tells everything. */
const STEPS = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'types of tests', command: ['tsc', '-p', 'tsconfig.tests.json'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check', '.'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'API reference', command: ['node', 'scripts/api-reference.ts', '--check'] },
  {
    name: 'command line reference',
    command: ['node', '--conditions=source', 'scripts/cli-reference.ts', '--check'],
  },
] as const;

let failed = 0;
for (const { name, command } of STEPS) {
  const began = performance.now();
  const [program, ...rest] = command;
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) {
    failed += 1;
    console.log(`${stdout}${stderr}`);
  }
}
console.log(`gate: ${STEPS.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
