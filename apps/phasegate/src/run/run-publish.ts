import { accept, refuse, verifySnapshot } from '@phasegate/feed-ops';
import type { Config, Result, Snapshot } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { sayTargets, targetsExit, targetsNext } from '../talk/show-targets.ts';
import { paint } from '../talk/voice.ts';
import type { Settings } from '../words/settings.ts';
import { newestState } from './newest-state.ts';
import { openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import { awaitTargets, sendTargets } from './send-targets.ts';
import type { SendFrom, TargetEnd } from './send-targets.ts';

/** `phasegate publish`: 0 when every target is right, 7 when one is not. */
export async function runPublish(settings: Settings, names: readonly string[]): Promise<number> {
  const run = openRun(settings);
  const from = await sourceOf(run, names);
  if (!from.ok) {
    return endRefused(from.refusal, run.voice);
  }
  const sent = await sendTargets(run, from.value);
  if (!sent.ok) {
    return endRefused(sent.refusal, run.voice);
  }
  return endPublish(run, from.value.config, await awaitTargets(run, sent.value));
}

/** The newest state that the remote has: what targets show is never ahead of it. */
async function sourceOf(run: Run, names: readonly string[]): Promise<Result<SendFrom>> {
  if (!run.settings.pushes) {
    const said = 'Targets get what the remote has, so there is nothing to leave out with --no-push';
    return refuse('bad-argument', said, 'phasegate publish');
  }
  const state = await newestState(run);
  if (!state.ok) {
    return state;
  }
  const { repository, base, snapshot } = state.value;
  if (base.ahead > 0) {
    const said = `${base.ahead} commits of this work tree are not pushed, and targets get what the remote has`;
    return refuse('not-pushed', said, 'git push, then: phasegate publish');
  }
  const config = soundConfig(snapshot);
  return config.ok ? accept({ repository, config: config.value, base, names }) : config;
}

/** Feeds that break an invariant are not spread any further. */
function soundConfig(snapshot: Snapshot): Result<Config> {
  if (snapshot.config === undefined) {
    return refuse('not-set-up', 'There is no phasegate.json on this branch', 'phasegate init');
  }
  const [broken] = verifySnapshot(snapshot, Date.now()).breaches.filter(
    ({ code }) => !PASSING.has(code),
  );
  return broken === undefined
    ? accept(snapshot.config)
    : refuse('broken-invariant', `${broken.message} [${broken.code}]`, 'phasegate verify');
}

/** What time brings, and the next command mends: no reason to leave a target with something still older. */
const PASSING: ReadonlySet<string> = new Set(['feed-expired', 'root-expired', 'sparkle-trailer']);

function endPublish(
  { settings, voice }: Run,
  { title }: Config,
  targets: readonly TargetEnd[],
): number {
  const exit = targetsExit(targets);
  const step = settings.dryRun
    ? 'run the same command without --dry-run'
    : (targetsNext(targets) ?? 'phasegate rollout status');
  voice.document({
    ok: exit === 0,
    outcome: 'published',
    exit,
    dryRun: settings.dryRun,
    targets,
    next: step,
  });
  voice.say();
  voice.say(` ${paint('bold', `Publish ${title}`)}`);
  voice.say();
  sayTargets(targets, voice);
  if (settings.dryRun) {
    voice.say(' Dry run: nothing was sent.');
  }
  voice.next(step);
  return exit;
}
