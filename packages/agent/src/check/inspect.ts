import {
  FULL_PHASE,
  advisoriesInForce,
  allBuckets,
  explainChoice,
  explainFault,
  explainOutcome,
  explainRemark,
  feedNameOf,
  feedUrl,
  isAbout,
  phasesFor,
} from '@phasegate/rollout';
import type { Bucket, Feed, FeedName, FeedRemark, Installed } from '@phasegate/rollout';
import { checkFeed } from './check.ts';
import type { CheckAnswer, CheckQuestion } from './check.ts';
import { problemOf } from '../error.ts';
import type { AgentErrorCode } from '../error.ts';
import type { AgentPorts, FeedResponse } from '../ports.ts';
import type { Diagnostics } from '../snapshot.ts';

/** One machine as QA sees it; the shape of `phasegate-check --json` (wire-format). */
export interface Inspection {
  readonly machine: Diagnostics['machine'];
  readonly bucket: number;
  readonly feed: string;
  readonly feedUrl: string | undefined;
  readonly trust: Diagnostics['trust'];
  readonly decision: {
    readonly kind: 'offer' | 'go-back' | 'hold';
    readonly version?: string;
    readonly reason: { readonly code: string };
    /** The same in one sentence. */
    readonly because: string;
  };
  readonly items: readonly InspectedItem[];
  readonly notices: readonly InspectedNotice[];
  /** Why the feed could not be used, or what of it could not be read as written; {@link isRefused} tells which. */
  readonly problems: readonly InspectedProblem[];
}

/** A feed that could not be used, or a remark on one that could. */
export interface InspectedProblem {
  readonly code: AgentErrorCode | FeedRemark['code'];
  readonly message: string;
}

/** Whether the feed was refused as a whole, so that its problem is the reason of the decision. */
export function isRefused({ decision, problems }: Inspection): boolean {
  return problems.some(({ code }) => code === decision.reason.code);
}

/** An item of the feed, and why it was taken or passed over. */
export interface InspectedItem {
  readonly version: string;
  readonly outcome: { readonly code: string };
  readonly because: string;
}

/** An advisory that names the installed version. */
export interface InspectedNotice {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly issue: string | undefined;
}

/** A {@link CheckQuestion} for one machine or for all buckets. */
export interface InspectionQuestion extends Omit<CheckQuestion, 'installed' | 'remembered'> {
  readonly machine: Diagnostics['machine'];
  readonly installed: Omit<Installed, 'bucket'>;
}

/** What the machine in this bucket would do; a feed that cannot be used is an answer too. */
export async function inspect(
  fetchFeed: AgentPorts['fetchFeed'],
  question: InspectionQuestion,
  bucket: Bucket,
  now: number,
): Promise<Inspection> {
  const installed: Installed = { ...question.installed, bucket };
  const base = { machine: question.machine, bucket, trust: question.trust.kind };
  try {
    const asked = { ...question, installed, remembered: undefined };
    const answer = await checkFeed(fetchFeed, asked, () => now);
    return {
      ...base,
      feed: answer.source.name,
      feedUrl: answer.source.url,
      decision: decisionOf(answer),
      items: itemsOf(answer),
      notices: noticesOf(answer.feed, installed, now),
      problems: (answer.feed.remarks ?? []).map(remarkOf),
    };
  } catch (thrown) {
    const problem = problemOf(thrown, 'feed-unreachable');
    const decision = {
      kind: 'hold',
      reason: { code: problem.code },
      because: problem.message,
    } as const;
    const feed = ownFeed(question, bucket);
    return {
      ...base,
      feed,
      feedUrl: question.given?.url ?? feedUrl(question.feedBase, installed.platform, feed),
      decision,
      items: [],
      notices: [],
      problems: [problem],
    };
  }
}

/** The table of all hundred buckets; each feed is fetched and read once, since buckets differ in nothing else. */
export async function inspectAll(
  fetchFeed: AgentPorts['fetchFeed'],
  question: InspectionQuestion,
  now: number,
): Promise<readonly Inspection[]> {
  const answers = new Map<string, Promise<FeedResponse>>();
  const once: AgentPorts['fetchFeed'] = (url, etag, maxBytes) => {
    const known = answers.get(url) ?? fetchFeed(url, etag, maxBytes);
    answers.set(url, known);
    return known;
  };
  const rows = new Map<FeedName, Inspection>();
  for (const bucket of allBuckets()) {
    const own = ownFeed(question, bucket);
    rows.set(own, rows.get(own) ?? (await inspect(once, question, bucket, now)));
  }
  return allBuckets().flatMap((bucket) => {
    const row = rows.get(ownFeed(question, bucket));
    return row === undefined ? [] : [{ ...row, bucket }];
  });
}

function ownFeed({ phases, forcedFeed }: InspectionQuestion, bucket: Bucket): FeedName {
  const [narrowest = FULL_PHASE] = phasesFor(bucket, phases);
  return forcedFeed ?? feedNameOf(narrowest);
}

function remarkOf(remark: FeedRemark): InspectedProblem {
  return { code: remark.code, message: explainRemark(remark) };
}

function decisionOf({ decision }: CheckAnswer): Inspection['decision'] {
  const { kind, reason } = decision;
  const because = explainChoice(decision);
  return decision.kind === 'hold'
    ? { kind, reason, because }
    : { kind, version: decision.release.version, reason, because };
}

function itemsOf({ decision, feed }: CheckAnswer): readonly InspectedItem[] {
  const judged = decision.items.map(({ version, outcome }) => ({
    version,
    outcome,
    because: explainOutcome(outcome),
  }));
  const unusable = feed.unusable.map(({ version, code }) => ({
    version: version ?? '',
    outcome: { code },
    because: explainFault(code),
  }));
  return [...judged, ...unusable];
}

function noticesOf(feed: Feed, installed: Installed, now: number): readonly InspectedNotice[] {
  return advisoriesInForce(feed.advisories, installed, now)
    .filter((advisory) => isAbout(advisory, installed.version))
    .map(({ id, kind, severity, texts }) => ({ id, kind, severity, issue: texts[0]?.issue }));
}
