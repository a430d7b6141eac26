import type { Advisory, DataSafety, Instant, Severity } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import { targetIn } from '../known.ts';
import type { Known } from '../known.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import type { Button } from './notice.ts';
import type { Target } from '../target.ts';

/** What every template speaks of: the app, the version on this machine, and the other one. */
export interface Names {
  readonly app: string;
  readonly installed: string;
  readonly target: string;
}

/** The names; `target` where it is not the release this machine is on its way to. */
export function namesOf(known: Known, { appName, installed }: AgentFacts, target?: string): Names {
  const other = target ?? targetIn(known.state)?.release.version ?? installed.version;
  return { app: appName, installed: installed.version, target: other };
}

/** The button that installs a target, in the words of its direction. */
export function installButton({ direction, release }: Target): Button {
  const target = release.version;
  return direction === 'back'
    ? { kind: 'go-back', label: say('button.go-back', { target }) }
    : { kind: 'install', label: say('button.install', { target }) };
}

/** The button that asks when a target is to be installed; `at` is the time that is planned already. */
export function atTimeButton({ app, target }: Names, at?: Instant): Button {
  const words = {
    label: say('at-time.label', { target }),
    hint: say('at-time.hint', { app }),
    confirm: say('at-time.confirm', { target }),
    back: say('at-time.back', {}),
  };
  return { kind: 'at-time', label: say('button.at-time', {}), form: { words, at } };
}

/** The advisory on the installed version, if there is one. */
export function advisoryOnInstalled({ reading }: Known): Advisory | undefined {
  const standing = reading?.decision.standing;
  return standing !== undefined && 'advisory' in standing ? standing.advisory : undefined;
}

/** As severe as what is wrong with the installed version, if anything is. */
export function severityOf(known: Known): Severity {
  if (known.reading?.decision.standing.code === 'crashing') {
    return 'high';
  }
  return advisoryOnInstalled(known)?.severity ?? 'medium';
}

const DATA: Readonly<Record<DataSafety, Message>> = {
  safe: say('data.safe', {}),
  'back-up-first': say('data.back-up-first', {}),
  'at-risk': say('data.at-risk', {}),
};
/** The other sentences on data. */
export const DATA_KEPT: Message = say('data.kept', {});
/** See {@link DATA_KEPT}; where nothing was done at all. */
export const DATA_UNTOUCHED: Message = say('data.untouched', {});

/** What the publisher says of the user's data; unknown is said as such, never as "safe". */
export function dataLine(advisory: Advisory | undefined): Message {
  return advisory?.data === undefined ? say('data.unknown', {}) : DATA[advisory.data];
}

/** A line for what rests on older word, because the last check found no network. */
export function offlineLine({ lastCheck }: Known): readonly Message[] {
  const offline = lastCheck?.outcome === 'failed' && lastCheck.code === 'feed-unreachable';
  return offline ? [say('line.offline', {})] : [];
}
