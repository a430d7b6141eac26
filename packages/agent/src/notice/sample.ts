import type { Severity } from '@phasegate/rollout';
import { NOTHING_KNOWN } from '../core.ts';
import type { AgentFacts } from '../facts.ts';
import type { Known } from '../known.ts';
import type { PreparedNotice } from './notice.ts';
import { sceneOf, SITUATIONS } from './sample-situations.ts';
import type { NoticeKind } from '../snapshot.ts';

/** A notice that QA wants to look at. */
export interface NoticeSample {
  readonly kind: NoticeKind;
  readonly severity: Severity;
}

const NOTICE_KINDS = Object.keys(SITUATIONS) as readonly NoticeKind[];
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Reads `kind` or `kind:severity`, medium if not given; `undefined` for a name that is none. */
export function parseNoticeSample(text: string): NoticeSample | undefined {
  const [name, level = 'medium', ...rest] = text.split(':');
  const kind = NOTICE_KINDS.find((one) => one === name);
  const severity = SEVERITIES.find((one) => one === level);
  const fits = kind !== undefined && severity !== undefined && rest.length === 0;
  return fits ? { kind, severity } : undefined;
}

/** The names that {@link parseNoticeSample} knows, in half a sentence. */
export function sampleNames(): string {
  return `one of ${NOTICE_KINDS.join(', ')}, alone or with :${SEVERITIES.join(', :')} after it`;
}

/** The situation in which the notice is due, so that it has its real words and buttons. Nothing acts on it. */
export function situationOf({ kind, severity }: NoticeSample, facts: AgentFacts): Known {
  return { ...NOTHING_KNOWN, ...SITUATIONS[kind]?.(sceneOf(severity, facts)) };
}

/** Says in the notice what it is, and lets each of its buttons put it away and do nothing else. */
export function markedAsSample(
  { kind, severity }: NoticeSample,
  due: readonly PreparedNotice[],
): readonly PreparedNotice[] {
  return due
    .filter(({ notice }) => notice.kind === kind)
    .slice(0, 1)
    .map(({ notice, draft, ...rest }) => ({
      ...rest,
      notice: {
        ...notice,
        id: `forced:${notice.id}`,
        severity,
        body: [...notice.body, SAMPLE],
        tell: false,
      },
      hrefs: new Map(),
      draft: { ...draft, once: 'sample' },
    }));
}

const SAMPLE = 'This is a sample for QA. Its buttons put it away and do nothing else.';
