import type { AdvisoryLink, Version } from '@phasegate/rollout';
import { isWebLink } from '../address.ts';
import type { AgentErrorCode, AgentProblem } from '../error.ts';
import type { AgentFacts } from '../facts.ts';
import { failureCount } from '../memory/failures.ts';
import { targetIn } from '../known.ts';
import type { Known } from '../known.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import { DISMISS, LATER } from './notice.ts';
import type { Button, Draft } from './notice.ts';
import {
  advisoryOnInstalled,
  DATA_UNTOUCHED,
  installButton,
  namesOf,
  severityOf,
} from './notice-drafts.ts';
import type { Target } from '../target.ts';

const RETRY: Button = { kind: 'retry', label: say('button.retry', {}) };

/** An update that failed: try again, then by hand, then ask for help. */
export function failure(known: Known, facts: AgentFacts): Draft | undefined {
  const { state, missedAttempt } = known;
  if (state.phase === 'failed' && state.target !== undefined) {
    return failed(known, facts, { target: state.target, problem: state.problem, deed: RETRY });
  }
  if (state.phase === 'ready' && state.problem !== undefined) {
    const { target, problem } = state;
    return failed(known, facts, { target, problem, deed: installButton(target) });
  }
  // Once there is something to install again, that is what its user is told.
  if (missedAttempt !== undefined && targetIn(state) === undefined) {
    const { to } = missedAttempt;
    return { ...draft(known, facts, to), buttons: [DISMISS], once: 'missedAttempt' };
  }
  return undefined;
}

function failed(
  known: Known,
  facts: AgentFacts,
  what: { readonly target: Target; readonly problem: AgentProblem; readonly deed: Button },
): Draft {
  const { target, problem, deed } = what;
  return draft(known, facts, target.release.version, {
    line: problemLine(problem.code, target.package.length),
    deed,
  });
}

/** Its user may always put it aside: what cannot be got now must not stand in the way. */
function draft(
  known: Known,
  facts: AgentFacts,
  version: Version,
  more?: { readonly line: Message; readonly deed: Button },
): Draft {
  const names = namesOf(known, facts, version);
  const links = helpAfter(failureCount(known.memory.failures, version), known, facts);
  const [byHand, support] = links;
  return {
    kind: 'update-failed',
    about: version,
    severity: severityOf(known),
    title: say('failed.title', names),
    body: [
      say('failed.body', names),
      ...(more === undefined ? [] : [more.line]),
      DATA_UNTOUCHED,
      ...(byHand === undefined ? [] : [say('failed.by-hand', names)]),
      ...(support === undefined ? [] : [say('failed.support', names)]),
      say('otherwise.stays', names),
    ],
    links,
    buttons: [...(more === undefined ? [] : [more.deed]), LATER],
    patience: 'always',
  };
}

/** After two failures the way by hand, after three the way to people; without the one, the other comes sooner. */
function helpAfter(
  count: number,
  known: Known,
  facts: AgentFacts,
): readonly [AdvisoryLink | undefined, AdvisoryLink | undefined] {
  const byHand = linkTo('download', known, facts);
  const support = linkTo('support', known, facts);
  const patience = byHand === undefined ? 2 : 3;
  return [count >= 2 ? byHand : undefined, count >= patience ? support : undefined];
}

function linkTo(
  rel: 'download' | 'support',
  known: Known,
  { links = {} }: AgentFacts,
): AdvisoryLink | undefined {
  const fromAdvisory = advisoryOnInstalled(known)?.links.find((link) => link.rel === rel);
  const href = links[rel];
  return fromAdvisory ?? (href !== undefined && isWebLink(href) ? { rel, href } : undefined);
}

/** Which of the app's addresses are not used, in sentences for the log. */
export function troubleWithLinks({ links = {} }: AgentFacts): readonly string[] {
  return Object.entries(links)
    .filter(([, href]) => href !== undefined && !isWebLink(href))
    .map(([rel, href]) => `links: "${rel}" is no https address: ${JSON.stringify(href)}`);
}

/** Why, in the user's language; the sentence in the log says more. `needed`: the size of the download in bytes. */
export function problemLine(code: AgentErrorCode, needed: number): Message {
  if (code === 'disk-full') {
    return say('problem.disk-full', { bytes: { kind: 'bytes', bytes: needed } });
  }
  return say(`problem.${REASONS[code]}`, {});
}

const REASONS: Readonly<
  Record<
    Exclude<AgentErrorCode, 'disk-full'>,
    'offline' | 'server' | 'refused' | 'clock' | 'damaged' | 'cancelled' | 'disk' | 'installer'
  >
> = {
  'feed-unreachable': 'offline',
  'feed-not-found': 'server',
  'feed-bad-status': 'server',
  'feed-not-a-feed': 'refused',
  'feed-too-large': 'refused',
  'feed-refused': 'refused',
  'feed-untrusted': 'refused',
  'feed-stale': 'refused',
  'feed-clock': 'clock',
  'feed-replayed': 'refused',
  'download-unreachable': 'offline',
  'download-bad-status': 'server',
  'download-wrong-length': 'damaged',
  'download-wrong-digest': 'damaged',
  'download-cancelled': 'cancelled',
  'disk-read-only': 'disk',
  'disk-failed': 'disk',
  'install-failed': 'installer',
  'bad-configuration': 'server',
};
