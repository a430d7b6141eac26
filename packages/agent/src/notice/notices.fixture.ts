import type { Advisory } from '@phasegate/rollout';
import { parseVersionRange } from '@phasegate/rollout';
import { NOTHING_KNOWN } from '../core.ts';
import type { Known, Reading } from '../known.ts';
import { target } from '../state.fixture.ts';
import type { AgentState } from '../state.ts';

export const advisory = (facts_: Partial<Advisory> = {}): Advisory => ({
  id: 'a',
  revision: 1,
  kind: 'withdrawn',
  severity: 'high',
  versions: parseVersionRange('1.0.0'),
  data: 'safe',
  issued: undefined,
  expires: undefined,
  deadline: undefined,
  supersedes: undefined,
  resolves: undefined,
  platforms: undefined,
  archs: undefined,
  texts: [
    {
      language: 'en',
      issue: 'It can close',
      impact: undefined,
      instruction: undefined,
      timeline: undefined,
    },
  ],
  action: undefined,
  links: [],
  ...facts_,
});
export const known = (what: Partial<Known>): Known => ({ ...NOTHING_KNOWN, ...what });
function standingOf(code: string, advisory_: Advisory | undefined): unknown {
  const more = code === 'crashing' ? { starts: 3 } : { advisory: advisory_ };
  return code === 'fine' ? { code } : { code, ...more };
}
/** The feed says these words, and this is how the installed version stands. */
export const reading = (
  code: 'fine' | 'withdrawn' | 'blocked' | 'crashing',
  ...advisories: readonly Advisory[]
): Reading =>
  ({
    decision: { standing: standingOf(code, advisories[0]) },
    feed: { advisories },
  }) as unknown as Reading;
export const available = (direction: 'forward' | 'back', version: string): AgentState => ({
  phase: 'available',
  target: target(version, direction),
});
