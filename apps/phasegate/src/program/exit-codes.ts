/** What a command ends with; `--help` and the manual list them. */
export const EXITS: readonly (readonly [number, string])[] = [
  [0, 'done, or nothing to do because it was done before'],
  [1, 'failed: git, the network, the disk, or a feed that cannot be read'],
  [2, 'usage: an argument is wrong, or a version is in no feed'],
  [3, 'declined: consent was asked for and not given'],
  [4, 'not allowed: the state of the rollout or of the repository forbids it'],
  [5, 'unhealthy: the health gate forbids it (rollout status says why)'],
  [6, 'conflict: others kept pushing, or another command is at work here'],
  [7, 'pending: not served yet, a target lacks it, or a stop is queued'],
  [130, 'stopped by Ctrl-C'],
];

/** When something is asked, and how to say yes without a terminal. */
export const CONSENT: readonly string[] = [
  'Pause and emergency stop are one step. Escalate asks y/N; rollback and 100 %',
  'want the version typed. Without a terminal, or with CI set, nothing is asked:',
  'say yes with --confirm VERSION or --yes.',
];

/** The part of `--help` that explains what a command ends with. */
export const EXIT_CODES: string = [
  '',
  'Exit codes (1 to 6: nothing was changed)',
  ...EXITS.map(([code, what]) => `  ${String(code).padStart(3)}  ${what}`),
  '',
  ...CONSENT,
].join('\n');
