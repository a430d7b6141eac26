import type { AgentSnapshot } from '@phasegate/agent';
import type { Desktop } from '../stage/desktop.ts';
import type { Answer } from '../stage/operator.ts';
import { buildOf } from '../stage/stage.ts';
import type { Stage } from '../stage/stage.ts';

/** Who tells the story: the demo prints and takes pictures, the test checks. */
export interface Teller {
  /** One step, with a sentence for people. */
  readonly step: <T>(sentence: string, work: () => Promise<T>) => Promise<T>;
  /** A picture of a machine's window. */
  readonly picture: (desktop: Desktop, name: string) => Promise<void>;
  /** What the operator's command printed. */
  readonly printed: (command: readonly string[], answer: Answer) => void;
}

/** The versions of the story: the good old one, the bad one, the fixed one. */
export const STORY_VERSIONS = ['1.0.0', '1.1.0', '1.1.1'] as const;
const REASON = 'Notes 1.1.0 can close while it opens a large notebook.';

/** What the story leaves behind, for whoever wants to look further. */
export interface Ending {
  readonly early: Desktop;
  readonly late: Desktop;
}

/**
 * The loop, end to end: 1.1.0 goes out to 10 %, reaches bucket 7 and not bucket 60, is stopped and rolled back from the
 * command line, the window tells its user and takes them back, and 1.1.1 goes forward to both; the history has it all. A
 * step that does not come true throws.
 */
export async function tellTheLoop(stage: Stage, teller: Teller): Promise<Ending> {
  const { step } = teller;
  const run = operate(stage, teller);
  await step('The publisher sets up the feeds and ships 1.0.0 to everybody', async () => {
    await run(
      'init',
      '--unsigned',
      '--app',
      'com.example.notes',
      '--title',
      'Notes',
      '--platform',
      'linux',
      '--feed-base',
      stage.feedBase,
    );
    await release(stage, run, '1.0.0');
    await run('rollout', 'start', '1.0.0', '--phase', '100', '--yes');
  });
  const early = await stage.desktop({ bucket: 7, version: '1.0.0' });
  const late = await stage.desktop({ bucket: 60, version: '1.0.0' });
  await step(
    'Two people start Notes 1.0.0: one machine is in bucket 7, the other in bucket 60',
    async () => {
      await Promise.all([early.start(), late.start()]);
      await Promise.all([early, late].map((one) => expectHold(one, 'up-to-date')));
      await teller.picture(early, 'bucket-7-on-1.0.0');
    },
  );
  await step('The publisher releases 1.1.0 to 10 % of machines', async () => {
    await release(stage, run, '1.1.0');
    await run('rollout', 'start', '1.1.0', '--phase', '10');
  });
  await theUpdate({ early, late, teller });
  await theStop({ late, teller, run });
  await theRollback({ early, teller, run });
  await theFix({ early, late, teller, run, stage });
  await step('Who did what, when and why', () => run('history', '1.1.0'));
  return { early, late };
}

type Run = (...args: readonly string[]) => Promise<Answer>;

async function theUpdate({ early, late, teller }: Cast): Promise<void> {
  await teller.step(
    'Bucket 7 finds 1.1.0, fetches it and checks it; bucket 60 is not offered it',
    async () => {
      await early.check();
      await early.sees(
        '1.1.0 is ready',
        ({ phase, target }) => phase === 'ready' && target === '1.1.0',
      );
      await expectHold(late, 'up-to-date');
      await teller.picture(early, 'bucket-7-update-ready');
      await late.page().getByRole('button', { name: 'Updates' }).click();
      await teller.picture(late, 'bucket-60-why-not');
      await late.page().getByRole('button', { name: 'Notes', exact: true }).click();
    },
  );
  await teller.step(
    'Its user restarts into 1.1.0; electron-updater replaces the file',
    async () => {
      await early.throughRestart(() => press(early, /Restart and update to 1\.1\.0/));
      await expectVersion(early, '1.1.0');
      await teller.picture(early, 'bucket-7-on-1.1.0');
    },
  );
}

/** Whoever is on call needs no more than this; the reason is found out afterwards. */
async function theStop({
  late,
  teller,
  run,
}: Omit<Cast, 'early'> & { readonly run: Run }): Promise<void> {
  await teller.step('Notes 1.1.0 closes on some machines: on call looks how things stand', () =>
    run('rollout', 'status'),
  );
  await teller.step('One step takes it out of every feed; nobody new gets it', async () => {
    await run('emergency', 'stop', '--reason', 'closes with large notebooks, incident 4711');
    await expectHold(late, 'up-to-date');
  });
}

async function theRollback({
  early,
  teller,
  run,
}: Omit<Cast, 'late'> & { readonly run: Run }): Promise<void> {
  await teller.step('It is 1.1.0 itself: the publisher rolls it back for good', async () => {
    const words = {
      '--reason': REASON,
      '--issue': REASON,
      '--impact': 'What you have not saved may be gone then; saved notes are not touched.',
      '--timeline': 'A fixed version is planned for tomorrow.',
      '--severity': 'high',
      '--data': 'safe',
    };
    await run('rollback', '1.1.0', ...Object.entries(words).flat(), '--yes');
  });
  await teller.step('The window tells its user what happened', async () => {
    await early.check();
    await early.sees('the notice', ({ notice }) => notice?.kind === 'withdrawn');
    await early
      .page()
      .locator('phasegate-notice')
      .getByRole('button', { name: 'Go back to 1.0.0' })
      .waitFor();
    await teller.picture(early, 'bucket-7-withdrawn-notice');
  });
  await teller.step(
    'At their word the app goes back: downloaded, checked, replaced, restarted',
    async () => {
      await early.throughRestart(() => press(early, /Go back to 1\.0\.0/));
      await expectVersion(early, '1.0.0');
      await early.sees('"you are back"', ({ notice }) => notice?.kind === 'went-back');
      await teller.picture(early, 'bucket-7-back-on-1.0.0');
    },
  );
  await teller.step('It is not offered 1.1.0 again', async () => {
    await expectHold(early, 'up-to-date');
    const { diagnostics } = await early.see();
    demand(
      diagnostics.wentBackFrom === '1.1.0',
      'the machine remembers what it went back from',
      diagnostics,
    );
  });
}

async function theFix(cast: Cast & { readonly run: Run; readonly stage: Stage }): Promise<void> {
  const { early, late, teller, run, stage } = cast;
  await teller.step('The publisher ships 1.1.1 forward, first to 10 %', async () => {
    await release(stage, run, '1.1.1');
    await run('rollout', 'start', '1.1.1', '--phase', '10');
  });
  await teller.step('Bucket 7 takes it', async () => {
    await takes(early, '1.1.1');
    await teller.picture(early, 'bucket-7-on-1.1.1');
  });
  await teller.step(
    '1.1.1 is healthy and goes to everybody; bucket 60 takes it as well',
    async () => {
      await run('rollout', 'escalate', '1.1.1', '--yes');
      await run('rollout', 'escalate', '1.1.1', '--yes');
      await takes(late, '1.1.1');
      await teller.picture(late, 'bucket-60-on-1.1.1');
    },
  );
}

interface Cast {
  /** The machine in bucket 7. */
  readonly early: Desktop;
  /** The machine in bucket 60. */
  readonly late: Desktop;
  readonly teller: Teller;
}

function operate({ operator }: Stage, teller: Teller): Run {
  return async (...args) => {
    const answer = await operator.phasegate(...args);
    teller.printed(args, answer);
    demand(answer.code === 0, `phasegate ${args.join(' ')} ends well`, answer);
    return answer;
  };
}

async function release(stage: Stage, run: Run, version: string): Promise<void> {
  const build = buildOf(stage.builds, version);
  const file = { '--file': build.path, '--url': stage.urlOf(build) };
  const kind = { '--platform': 'linux', '--arch': 'x64' };
  await run('release', 'add', version, ...Object.entries({ ...kind, ...file }).flat());
}

/** Presses a button of the notice in the window. */
async function press(desktop: Desktop, name: RegExp): Promise<void> {
  await desktop.page().locator('phasegate-notice').getByRole('button', { name }).click();
}

async function takes(desktop: Desktop, version: string): Promise<void> {
  await desktop.check();
  await desktop.sees(
    `${version} is ready`,
    ({ phase, target }) => phase === 'ready' && target === version,
  );
  await desktop.throughRestart(() =>
    press(desktop, new RegExp(`Restart and update to ${version}`)),
  );
  await expectVersion(desktop, version);
}

async function expectHold(desktop: Desktop, code: 'up-to-date'): Promise<void> {
  await desktop.check();
  const says = code === 'up-to-date' ? 'nothing newer than' : code;
  await desktop.sees(
    code,
    ({ diagnostics }) => diagnostics.lastCheck?.reason.includes(says) === true,
  );
}

async function expectVersion(desktop: Desktop, version: string): Promise<void> {
  const snapshot = await desktop.sees(`version ${version}`, (seen) => seen.version === version);
  demand(snapshot.version === version, `the app runs ${version}`, snapshot);
}

function demand(holds: boolean, what: string, seen: AgentSnapshot | Answer | object): void {
  if (!holds) {
    throw new Error(`expected that ${what}; saw ${JSON.stringify(seen, undefined, 2)}`);
  }
}
