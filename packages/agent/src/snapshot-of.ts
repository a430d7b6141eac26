import type { Instant } from '@phasegate/rollout';
import type { AgentFacts } from './facts.ts';
import { targetIn } from './known.ts';
import type { Known } from './known.ts';
import { noticesOf } from './notices.ts';
import type { AgentSnapshot, Diagnostics, MenuEntry } from './snapshot.ts';

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
    menu: menuOf(known),
    busy: known.busy,
    diagnostics: diagnosticsOf(known, facts),
  };
}

function menuOf({ memory }: Known): MenuEntry {
  return Object.keys(memory.snoozed).length > 0
    ? { label: 'Show the notice again', kind: 'bring-back' }
    : { label: 'Check for updates', kind: 'check' };
}

function diagnosticsOf({ memory, root, lastCheck }: Known, facts: AgentFacts): Diagnostics {
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
    wentBackFrom: memory.wentBackFrom,
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
