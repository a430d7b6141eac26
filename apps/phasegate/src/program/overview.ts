import type { Example } from './examples.ts';

/** What somebody wants to do, and the commands for it. */
export interface Task {
  readonly task: string;
  readonly commands: readonly Example[];
}

/** `phasegate` alone: by task, the most urgent first. Each line is parsed by the program itself in a test. */
export const OVERVIEW: readonly Task[] = [
  {
    task: 'Stop now',
    commands: [
      { line: 'phasegate emergency stop', what: 'all that is rolling' },
      { line: 'phasegate rollout pause 1.2.0', what: 'one release' },
    ],
  },
  {
    task: 'Roll out',
    commands: [
      { line: 'phasegate release add --from dist', what: 'as a draft' },
      { line: 'phasegate rollout start 1.2.0', what: 'to the first machines' },
      { line: 'phasegate rollout escalate 1.2.0', what: 'to the next phase' },
    ],
  },
  {
    task: 'Roll back',
    commands: [
      { line: 'phasegate rollback 1.2.0 --reason "..."', what: 'for good; add --dry-run' },
      { line: 'phasegate undo --reason "..."', what: 'the last command' },
    ],
  },
  {
    task: 'Look',
    commands: [
      { line: 'phasegate rollout status', what: 'who is offered what' },
      { line: 'phasegate history --since 24h', what: 'what happened' },
      { line: 'phasegate verify --live', what: 'what the host serves' },
    ],
  },
  {
    task: 'Mend',
    commands: [{ line: 'phasegate doctor', what: 'what is wrong here' }],
  },
  {
    task: 'Keys',
    commands: [
      { line: 'phasegate keys show', what: 'which keys are here' },
      { line: 'phasegate renew', what: 'before feeds expire' },
    ],
  },
];

/** The overview as text, 80 columns wide at most. */
export function overviewText(): string {
  const width = Math.max(...OVERVIEW.flatMap(({ commands }) => commands.map(lineLength))) + 1;
  const rows = OVERVIEW.flatMap(({ task, commands }) =>
    commands.map(
      ({ line, what }, at) => ` ${(at === 0 ? task : '').padEnd(10)} ${line.padEnd(width)}${what}`,
    ),
  );
  return [
    'Staged rollout and rollback of desktop apps, over feeds kept in git',
    '',
    ...rows,
    '',
    'Every command takes --dry-run, --json and --help.',
    'Next: phasegate rollout status, or phasegate --help for all commands',
  ].join('\n');
}

function lineLength({ line }: Example): number {
  return line.length;
}
