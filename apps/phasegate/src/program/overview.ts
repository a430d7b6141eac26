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
      { line: 'phasegate emergency stop', what: 'all that rolls' },
      { line: 'phasegate rollout pause 1.2.0', what: 'one release' },
    ],
  },
  {
    task: 'Roll out',
    commands: [
      { line: 'phasegate release add --from dist --url-base URL', what: 'as a draft' },
      { line: 'phasegate rollout start 1.2.0', what: 'to a few machines' },
      { line: 'phasegate rollout escalate 1.2.0', what: 'to the next phase' },
    ],
  },
  {
    task: 'Roll back',
    commands: [
      { line: 'phasegate rollback 1.2.0 --reason "..."', what: 'for good' },
      { line: 'phasegate undo --reason "..."', what: 'the last command' },
    ],
  },
  {
    task: 'Look',
    commands: [
      { line: 'phasegate rollout status', what: 'who gets what' },
      { line: 'phasegate history --since 24h', what: 'what happened' },
      { line: 'phasegate verify --live', what: 'what is served' },
    ],
  },
  {
    task: 'Mend',
    commands: [{ line: 'phasegate doctor', what: 'what is wrong here' }],
  },
  {
    task: 'Keys',
    commands: [
      { line: 'phasegate keys show', what: 'keys at hand' },
      { line: 'phasegate renew', what: 'keeps feeds valid' },
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
