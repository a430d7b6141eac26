import type { Instant } from '@phasegate/rollout';
import type { AgentFacts } from './facts.ts';
import { targetIn } from './known.ts';
import type { Known } from './known.ts';
import { menuOf } from './notice/notice-menu.ts';
import { putAsideIn } from './notice/notice-aside.ts';
import { noticesOf } from './notice/notices.ts';
import type { AgentSnapshot, Diagnostics, Standing } from './snapshot.ts';

/** What windows see of what is known. */
export function snapshotOf(known: Known, facts: AgentFacts, now: Instant): AgentSnapshot {
  const { state } = known;
  return {
    app: facts.app,
    version: facts.installed.version,
    phase: state.phase,
    target: targetIn(state)?.release.version,
    progress: state.phase === 'downloading' ? state.progress : undefined,
    problem: 'problem' in state ? state.problem : undefined,
    notice: noticesOf(known, facts, now)[0]?.notice,
    menu: menuOf(known, facts, now),
    standing: standingOf(known, facts),
    busy: known.busy,
    diagnostics: diagnosticsOf(known, facts, now),
  };
}

/** Before the first feed was read, only this machine's own word counts. */
function standingOf({ reading, startedWell }: Known, facts: AgentFacts): Standing {
  const standing = reading?.decision.standing;
  const { crashing } = facts.installed;
  if (standing === undefined) {
    return crashing === undefined || startedWell
      ? { code: 'fine' }
      : { code: 'crashing', starts: crashing };
  }
  if (standing.code === 'fine' || standing.code === 'crashing') {
    return standing;
  }
  const { code, advisory } = standing;
  const { id, severity = 'medium', data } = advisory ?? {};
  return { code, advisory: id, severity, data };
}

function diagnosticsOf(known: Known, facts: AgentFacts, now: Instant): Diagnostics {
  const { memory, root, lastCheck, timing } = known;
  const { installed, machine, trust, overrides } = facts;
  return {
    machine,
    platform: installed.platform,
    arch: installed.arch,
    bucket: installed.bucket,
    feed: memory.lastFeed?.name,
    feedUrl: memory.lastFeed?.url,
    trust: trust.kind,
    rootVersion: trust.kind === 'signed' ? (root ?? trust.root).version : undefined,
    lastCheck,
    nextCheck:
      timing.nextCheckAt === undefined ? undefined : new Date(timing.nextCheckAt).toISOString(),
    wentBackFrom: memory.wentBackFrom,
    putAside: putAsideIn(memory.notices, { now, seenAt: memory.seenAt }),
    loosened: loosened(facts),
    overrides,
  };
}

function loosened({
  trust,
  allowLoopbackHttp,
  allowUnsignedGoBack,
  overridesAllowed,
}: AgentFacts): readonly string[] {
  return [
    ...(trust.kind === 'unsigned' ? ["trust: 'unsigned'"] : []),
    ...(allowLoopbackHttp ? ['allowLoopbackHttp'] : []),
    ...(trust.kind === 'unsigned' && allowUnsignedGoBack ? ['allowUnsignedGoBack'] : []),
    ...(overridesAllowed ? ['allowOverrides'] : []),
  ];
}
