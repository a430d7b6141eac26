import { EXIT, httpSite, verifyLive, verifySnapshot } from '@phasegate/feed-ops';
import type { Findings, Snapshot } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { openRun } from './run-command.ts';
import type { Run } from './run-command.ts';
import { snapshotFor } from './newest-state.ts';
import type { Settings } from '../words/settings.ts';
import { paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';

/** `phasegate verify [--live]`: 0 when all is well, 1 when an invariant is broken, 7 when the host lags behind. */
export async function runVerify(settings: Settings, live: boolean): Promise<number> {
  const run = openRun(settings);
  const snapshot = await snapshotFor(run);
  if (!snapshot.ok) {
    return endRefused(snapshot.refusal, run.voice);
  }
  const findings = verifySnapshot(snapshot.value, Date.now());
  const feedBase = settings.feedBase ?? snapshot.value.config?.feedBase;
  const problems = live ? await liveProblems(run, snapshot.value, feedBase) : [];
  const exit =
    findings.breaches.length > 0 ? EXIT.failed : problems.length > 0 ? EXIT.pending : EXIT.done;
  const next = nextOf(findings, problems, feedBase);
  run.voice.document({
    ok: exit === EXIT.done,
    outcome: 'verify',
    exit,
    ...findings,
    live: live ? problems : null,
    queued: snapshot.value.queued?.headline ?? null,
    next,
  });
  say(findings, run.voice);
  if (live) {
    sayLive(problems, run.voice);
  }
  run.voice.say(` Next: ${next}`);
  return exit;
}

async function liveProblems(
  { signal, voice }: Run,
  snapshot: Snapshot,
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
      : ` ${paint('red', '✖')} ${breaches.length} invariants are broken:`,
  );
  for (const { code, message } of breaches) {
    voice.say(`   ${message}  ${paint('dim', code)}`);
  }
  for (const warning of warnings) {
    voice.say(` ${paint('yellow', '!')} ${warning}`);
  }
}

function sayLive(problems: readonly string[], voice: Voice): void {
  voice.say(
    problems.length === 0
      ? ` ${paint('green', '✔')} The host serves every feed as it is in the repository`
      : ` ${paint('yellow', '!')} The host does not serve every feed as it is in the repository:`,
  );
  for (const problem of problems) {
    voice.say(`   ${problem}`);
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
