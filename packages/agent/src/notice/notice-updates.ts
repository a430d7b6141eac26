import type { Instant } from '@phasegate/rollout';
import type { AgentState, Suspended } from '../agent-state.ts';
import type { AgentFacts } from '../facts.ts';
import { planIn, targetIn } from '../known.ts';
import type { Known } from '../known.ts';
import type { Plan } from '../memory/memory.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import { DISMISS, LATER } from './notice.ts';
import type { Button, Draft } from './notice.ts';
import {
  atTimeButton,
  DATA_KEPT,
  DATA_UNTOUCHED,
  installButton,
  namesOf,
  severityOf,
} from './notice-drafts.ts';
import type { Names } from './notice-drafts.ts';
import { amountOf } from './progress-message.ts';
import type { Progress } from '../snapshot.ts';
import type { Target } from '../target.ts';

const SUSPEND: Button = { kind: 'suspend', label: say('button.suspend', {}) };
const RESUME: Button = { kind: 'resume', label: say('button.resume', {}) };
const CANCEL: Button = { kind: 'cancel', label: say('button.cancel', {}) };
const CALL_OFF: Button = { kind: 'cancel', label: say('button.call-off', {}) };

/** How far a download is; 0 before the first report. */
export function progressOf({ state }: Known): Progress | undefined {
  return state.phase === 'downloading'
    ? (state.progress ?? { received: 0, total: state.target.package.length })
    : undefined;
}

/** Shown while the user waits for what they asked for; a download in the background stays silent. */
export function updating(known: Known, facts: AgentFacts): Draft | undefined {
  const { state } = known;
  const downloading = state.phase === 'downloading';
  const waiting =
    (downloading && state.watched) || state.phase === 'confirming' || state.phase === 'installing';
  if (!waiting) {
    return undefined;
  }
  const names = namesOf(known, facts);
  const asked = !downloading || state.thenInstall;
  return {
    kind: 'updating',
    about: names.target,
    severity: severityOf(known),
    title: say('updating.title', names),
    body: [
      say(asked ? 'updating.body' : 'fetching.body', names),
      DATA_KEPT,
      say('otherwise.nothing', {}),
    ],
    progress: progressOf(known),
    buttons: downloading ? [SUSPEND, CANCEL] : [],
  };
}

/** A release that waits for its user, or for its publisher. */
export function offered(known: Known, facts: AgentFacts): Draft | undefined {
  const { state } = known;
  const held =
    state.phase === 'checking' ? state.held : state.phase === 'ready' ? state : undefined;
  const standing = known.reading?.decision.standing.code ?? 'fine';
  const settled = held?.problem !== undefined || suspendedIn(state) !== undefined;
  if (standing !== 'fine' || settled || planFor(known) !== undefined) {
    return undefined;
  }
  const names = namesOf(known, facts);
  if (held !== undefined) {
    return held.paused ? paused(known, names, held.target) : ready(names, held.target);
  }
  const waits = state.phase === 'available' || state.phase === 'checking';
  return waits && targetIn(state) !== undefined ? available(names) : undefined;
}

function available(names: Names): Draft {
  const { target } = names;
  return {
    kind: 'update-available',
    about: target,
    severity: 'medium',
    title: say('available.title', names),
    body: [say('available.body', names), DATA_KEPT, say('otherwise.stays', names)],
    buttons: [{ kind: 'install', label: say('button.update', { target }) }, LATER],
  };
}

function ready(names: Names, target: Target): Draft {
  return {
    kind: 'update-ready',
    about: names.target,
    severity: 'medium',
    title: say('ready.title', names),
    body: [say('ready.body', names), DATA_KEPT, say('otherwise.stays', names)],
    buttons: [
      installButton(target),
      { kind: 'on-quit', label: say('button.on-quit', names) },
      atTimeButton(names),
      LATER,
    ],
  };
}

/** Said aloud to a user who asked; else it waits in a menu. */
function paused(known: Known, names: Names, target: Target): Draft {
  const asked = known.answer?.kind === 'paused';
  return {
    kind: 'paused',
    about: names.target,
    severity: asked ? 'medium' : 'low',
    title: say('paused.title', names),
    body: [say('paused.body', names), DATA_KEPT, say('otherwise.stays', names)],
    buttons: [installButton(target), asked ? DISMISS : LATER],
    once: asked ? 'answer' : undefined,
  };
}

/** What its user has stopped or planned: one notice on each, also while a check is under way. */
export function arranged(known: Known, facts: AgentFacts, now: Instant): readonly Draft[] {
  const stopped = suspendedIn(known.state);
  const plan = planFor(known);
  return [
    ...(stopped === undefined ? [] : [suspended(known, facts, stopped.target, stopped.progress)]),
    ...(plan === undefined ? [] : [planned(known, facts, plan, now)]),
  ];
}

function suspendedIn(state: AgentState): Suspended | undefined {
  return state.phase === 'suspended'
    ? state
    : state.phase === 'checking'
      ? state.suspended
      : undefined;
}

/** What is planned and still to be done. */
function planFor(known: Known): Plan | undefined {
  const { phase } = known.state;
  return phase === 'confirming' || phase === 'installing' ? undefined : planIn(known);
}

/** A download that its user stopped for now. */
export function suspended(
  known: Known,
  facts: AgentFacts,
  target: Target,
  progress: Progress | undefined,
): Draft {
  const names = namesOf(known, facts, target.release.version);
  const amount = progress === undefined ? [] : [say('suspended.amount', amountOf(progress))];
  return {
    kind: 'suspended',
    about: names.target,
    severity: 'medium',
    title: say('suspended.title', names),
    body: [say('suspended.body', names), ...amount, DATA_UNTOUCHED, say('otherwise.stays', names)],
    progress: progress && { received: progress.received, total: progress.total },
    buttons: [RESUME, CANCEL, LATER],
  };
}

/** What is installed later, and how to call it off; another plan is another notice. */
export function planned(
  known: Known,
  facts: AgentFacts,
  { version, when }: Plan,
  now: Instant,
): Draft {
  const names = namesOf(known, facts, version);
  const target = targetIn(known.state);
  const at = typeof when === 'number' ? when : undefined;
  const others =
    target?.release.version === version ? [installButton(target), atTimeButton(names, at)] : [];
  return {
    kind: 'planned',
    about: `${version}:${when}`,
    severity: 'medium',
    title: planTitle(names, when, known.busy[0], now),
    body: [say('planned.body', names), DATA_KEPT, say('otherwise.planned', names)],
    buttons: [...others, CALL_OFF, DISMISS],
  };
}

function planTitle(
  names: Names,
  when: Plan['when'],
  reason: string | undefined,
  now: Instant,
): Message {
  if (when === 'on-quit') {
    return say('planned.on-quit', names);
  }
  if (when !== 'when-free') {
    return say('planned.at', { ...names, time: { kind: 'time', at: when, today: now } });
  }
  return reason === undefined
    ? say('planned.when-free', names)
    : say('planned.when-done', { ...names, reason });
}
