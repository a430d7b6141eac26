import { advisoriesInForce, isAbout } from '@phasegate/rollout';
import type { Advisory, Instant, Severity } from '@phasegate/rollout';
import type { AgentFacts } from './facts.ts';
import { targetIn } from './known.ts';
import type { Known } from './known.ts';
import { DISMISS, LATER, prepare } from './notice.ts';
import type { Button, Draft, PreparedNotice } from './notice.ts';
import { DATA_SAFETY, ifNothingIsDone, LABELS, TEXTS } from './notice-texts.ts';
import type { NoticeNames, NoticeText } from './notice-texts.ts';
import { markedAsSample, situationOf } from './sample.ts';
import { isSnoozed } from './snooze.ts';
import type { Progress } from './snapshot.ts';
import type { Target } from './target.ts';

/** Worst first, and the order in which equals are shown. */
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Every notice that is due, worst first. A notice exists while its condition holds; nothing opens or closes one. */
export function noticesOf(
  known: Known,
  facts: AgentFacts,
  now: Instant,
): readonly PreparedNotice[] {
  const { sample } = known;
  const due = dueIn(known, facts, now);
  return sample === undefined
    ? due
    : [...markedAsSample(sample, dueIn(situationOf(sample, facts), facts, now)), ...due];
}

function dueIn(known: Known, facts: AgentFacts, now: Instant): readonly PreparedNotice[] {
  const drafts = [
    updating(known, facts),
    failure(known, facts),
    condemned(known, facts),
    offered(known, facts),
    answer(known, facts),
    wentBack(known, facts),
    ...announcements(known, facts, now),
  ].filter((draft) => draft !== undefined);
  return drafts
    .map((draft) => prepare(draft, facts.languages))
    .filter(
      ({ notice, once }) => once !== undefined || !isSnoozed(known.memory.snoozed, notice, now),
    )
    .sort((a, b) => SEVERITIES.indexOf(a.notice.severity) - SEVERITIES.indexOf(b.notice.severity));
}

function names(known: Known, facts: AgentFacts, target?: string): NoticeNames {
  return {
    app: facts.appName,
    installed: facts.installed.version,
    target: target ?? targetIn(known.state)?.release.version,
  };
}

function progressOf({ state }: Known): Progress | undefined {
  return state.phase === 'downloading'
    ? (state.progress ?? { received: 0, total: state.target.package.length })
    : undefined;
}

/** Shown while the user waits for what they asked for; a download in the background stays silent. */
function updating(known: Known, facts: AgentFacts): Draft | undefined {
  const { state } = known;
  const waiting =
    (state.phase === 'downloading' && state.watched) ||
    state.phase === 'confirming' ||
    state.phase === 'installing';
  if (!waiting) {
    return undefined;
  }
  const severity = severityOf(known);
  const { version } = state.target.release;
  const asked = state.phase !== 'downloading' || state.thenInstall;
  const text = (asked ? TEXTS.updating : TEXTS.fetching)(names(known, facts));
  return {
    kind: 'updating',
    about: version,
    severity,
    text,
    progress: progressOf(known),
    buttons: [],
  };
}

function failure(known: Known, facts: AgentFacts): Draft | undefined {
  const { state, missedAttempt } = known;
  const kind = 'update-failed';
  const severity = severityOf(known);
  if (state.phase === 'failed' && state.target !== undefined) {
    const { version } = state.target.release;
    const text = withLine(TEXTS.updateFailed(names(known, facts)), sentence(state.problem.message));
    const buttons: readonly Button[] = [{ kind: 'retry', label: LABELS.retry }, LATER];
    return { kind, about: version, severity, text, buttons };
  }
  if (state.phase === 'ready' && state.problem !== undefined) {
    const { version } = state.target.release;
    const text = withLine(TEXTS.updateFailed(names(known, facts)), sentence(state.problem.message));
    return { kind, about: version, severity, text, buttons: [installButton(state.target), LATER] };
  }
  // Once there is something to install again, that is what its user is told.
  if (missedAttempt !== undefined && targetIn(state) === undefined) {
    const text = TEXTS.updateFailed(names(known, facts, missedAttempt.to));
    const once = 'missedAttempt';
    return { kind, about: missedAttempt.to, severity, text, buttons: [DISMISS], once };
  }
  return undefined;
}

function condemned(known: Known, facts: AgentFacts): Draft | undefined {
  const standing = known.reading?.decision.standing;
  if (standing === undefined || standing.code === 'fine' || standing.code === 'crashing') {
    return undefined;
  }
  const target = targetIn(known.state);
  const forward = target?.direction === 'forward';
  const template = target === undefined ? TEXTS.noWayBack : forward ? TEXTS.wayOut : TEXTS.goBack;
  const said = { ...names(known, facts), fate: standing.code };
  const data = standing.advisory?.data;
  const text = template(said);
  const body = [
    ...text.body,
    ...(data === undefined ? [] : [DATA_SAFETY[data]]),
    ifNothingIsDone(said),
  ];
  return {
    kind: standing.code,
    about: facts.installed.version,
    severity: severityOf(known),
    text: { title: text.title, body },
    advisory: standing.advisory,
    progress: progressOf(known),
    buttons: target === undefined ? [LATER] : [installButton(target), LATER],
  };
}

function offered(known: Known, facts: AgentFacts): Draft | undefined {
  const { state } = known;
  const held =
    state.phase === 'checking' ? state.held : state.phase === 'ready' ? state : undefined;
  const standing = known.reading?.decision.standing.code ?? 'fine';
  if (standing !== 'fine' || held?.problem !== undefined) {
    return undefined;
  }
  if (held !== undefined) {
    return held.paused ? paused(known, facts, held.target) : ready(known, facts, held.target);
  }
  const target =
    state.phase === 'available' || state.phase === 'checking' ? targetIn(state) : undefined;
  if (target !== undefined) {
    const { version } = target.release;
    const text = TEXTS.updateAvailable(names(known, facts));
    const update: Button = { kind: 'install', label: LABELS.update(version) };
    return {
      kind: 'update-available',
      about: version,
      severity: 'medium',
      text,
      buttons: [update, LATER],
    };
  }
  return undefined;
}

function ready(known: Known, facts: AgentFacts, target: Target): Draft {
  return {
    kind: 'update-ready',
    about: target.release.version,
    severity: 'medium',
    text: TEXTS.updateReady(names(known, facts)),
    buttons: [installButton(target), LATER],
  };
}

/** Said aloud to a user who asked; else it waits in a menu. */
function paused(known: Known, facts: AgentFacts, target: Target): Draft {
  const asked = known.answer?.kind === 'paused';
  return {
    kind: 'paused',
    about: target.release.version,
    severity: asked ? 'medium' : 'low',
    text: TEXTS.paused(names(known, facts)),
    buttons: [installButton(target), asked ? DISMISS : LATER],
    once: asked ? 'answer' : undefined,
  };
}

function answer(known: Known, facts: AgentFacts): Draft | undefined {
  const said = names(known, facts);
  const shared = {
    about: facts.installed.version,
    severity: 'medium',
    buttons: [DISMISS],
    once: 'answer',
  } as const;
  switch (known.answer?.kind) {
    case 'up-to-date':
      return { ...shared, kind: 'up-to-date', text: TEXTS.upToDate(said) };
    case 'called-off': {
      const text = TEXTS.calledOff(names(known, facts, known.answer.version));
      return { ...shared, kind: 'up-to-date', text };
    }
    case 'could-not-check': {
      const text = withLine(TEXTS.couldNotCheck(said), sentence(known.answer.problem.message));
      return { ...shared, kind: 'check-failed', text };
    }
    case 'paused':
    case undefined:
      return undefined;
  }
}

function wentBack(known: Known, facts: AgentFacts): Draft | undefined {
  const from = known.memory.wentBackFrom;
  if (from === undefined) {
    return undefined;
  }
  const text = TEXTS.wentBack(names(known, facts, from));
  return { kind: 'went-back', about: from, severity: 'medium', text, buttons: [DISMISS] };
}

/** Each word of the publisher that has words; putting one away must not hide the next. */
function announcements(known: Known, facts: AgentFacts, now: Instant): readonly Draft[] {
  const { installed } = facts;
  const text = { title: `About ${facts.appName} ${installed.version}`, body: [] };
  return advisoriesInForce(known.reading?.feed.advisories ?? [], installed, now)
    .filter((one) => one.kind === 'notice' && one.texts.length > 0)
    .filter((one) => isAbout(one, installed.version))
    .map((advisory) => ({
      kind: 'announcement',
      about: installed.version,
      severity: advisory.severity,
      text,
      advisory,
      buttons: [DISMISS],
    }));
}

function installButton({ direction, release }: Target): Button {
  return direction === 'back'
    ? { kind: 'go-back', label: LABELS.goBack(release.version) }
    : { kind: 'install', label: LABELS.install(release.version) };
}

/** As severe as the advisory on the installed version, if there is one. */
function severityOf({ reading }: Known): Severity {
  const standing = reading?.decision.standing;
  const advisory: Advisory | undefined =
    standing !== undefined && 'advisory' in standing ? standing.advisory : undefined;
  return advisory?.severity ?? 'medium';
}

function withLine(text: NoticeText, line: string): NoticeText {
  return { title: text.title, body: [...text.body, line] };
}

function sentence(message: string): string {
  return `What happened: ${message.replace(/\.$/, '')}.`;
}
