import { EXIT, httpSite, verifyLive, verifySnapshot } from '@phasegate/feed-ops';
import type { Findings } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import { newestState } from './newest-state.ts';
import type { NewestState } from './newest-state.ts';
import { targetProblems } from './verify-targets.ts';
import type { Settings } from '../words/settings.ts';
import { paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';

/** `phasegate verify [--live]`: 0 when all is well, 1 when an invariant is broken, 7 when the host lags behind. */
export async function runVerify(settings: Settings, live: boolean): Promise<number> {
  const run = openRun(settings);
  const state = await newestState(run);
  if (!state.ok) {
    return endRefused(state.refusal, run.voice);
  }
  const { snapshot } = state.value;
  const findings = verifySnapshot(snapshot, Date.now());
  const feedBase = settings.feedBase ?? snapshot.config?.feedBase;
  const problems = live ? await liveProblems(run, state.value, feedBase) : [];
  const behind = live ? await targetProblems({ ...state.value, signal: run.signal }) : [];
  const exit =
    findings.breaches.length > 0
      ? EXIT.failed
      : problems.length + behind.length > 0
        ? EXIT.pending
        : EXIT.done;
  const next =
    problems.length === 0 && behind.length > 0 && findings.breaches.length === 0
      ? 'phasegate publish'
      : nextOf(findings, problems, feedBase);
  run.voice.document({
    ok: exit === EXIT.done,
    outcome: 'verify',
    exit,
    ...findings,
    live: live ? problems : null,
    targets: live ? behind : null,
    queued: snapshot.queued?.headline ?? null,
    next,
  });
  say(findings, run.voice);
  if (live) {
    sayLive(problems, feedBase, run.voice);
    sayBehind(behind, snapshot.config?.publish?.length ?? 0, run.voice);
  }
  run.voice.next(next);
  return exit;
}

async function liveProblems(
  { signal, voice }: Run,
  { snapshot }: NewestState,
  feedBase: string | undefined,
): Promise<readonly string[]> {
  if (feedBase === undefined) {
    return ['where the feeds are published is not known'];
  }
  voice.progress('Fetching the published feeds');
  return verifyLive(httpSite(), snapshot, feedBase, signal);
}

function say({ breaches, warnings, feeds, trust, root }: Findings, voice: Voice): void {
  const signed = trust === 'signed' ? `signed, under root ${root ?? 'none'}` : 'unsigned';
  voice.say(
    breaches.length === 0
      ? ` ${paint('green', '✔')} ${feeds} feeds hold every invariant; they are ${signed}`
      : ` ${paint('red', '✖')} ${breaches.length === 1 ? 'An invariant is' : `${breaches.length} invariants are`} broken:`,
  );
  for (const { code, message } of breaches) {
    voice.prose(`   ${message}  ${paint('dim', code)}`);
  }
  for (const warning of warnings) {
    voice.prose(` ${paint('yellow', '!')} ${warning}`);
  }
}

function sayLive(problems: readonly string[], feedBase: string | undefined, voice: Voice): void {
  voice.say(
    problems.length === 0
      ? ` ${paint('green', '✔')} The host serves every feed as it is in the repository`
      : ` ${paint('yellow', '!')} The host does not serve every feed as it is in the repository:`,
  );
  // Below one address: without it each fits on a line.
  for (const problem of problems) {
    voice.prose(`   ${problem.replace(`${feedBase}/`, '')}`);
  }
  if (problems.length > 0 && feedBase !== undefined) {
    voice.say(paint('dim', `   under ${feedBase}`));
  }
}

function sayBehind(problems: readonly string[], targets: number, voice: Voice): void {
  if (targets === 0) {
    return;
  }
  voice.say(
    problems.length === 0
      ? ` ${paint('green', '✔')} ${targets === 1 ? 'The target' : `All ${targets} targets`} beside the branch hold every file as it is in the repository`
      : ` ${paint('yellow', '!')} Not every target beside the branch is as the repository:`,
  );
  for (const problem of problems) {
    voice.prose(`   ${problem}`);
  }
}

function nextOf(
  { breaches }: Findings,
  problems: readonly string[],
  feedBase: string | undefined,
): string {
  const [first] = breaches;
  if (first?.code === 'feed-expired' || first?.code === 'sparkle-trailer') {
    return 'phasegate renew';
  }
  if (first?.code === 'root-expired') {
    return 'phasegate renew --root';
  }
  if (first !== undefined) {
    return `see who changed it with: git log -p -- ${first.path}`;
  }
  if (problems.length > 0) {
    return feedBase === undefined
      ? 'say where with --feed-base URL'
      : 'wait a minute, then: phasegate verify --live';
  }
  return 'phasegate rollout status';
}
