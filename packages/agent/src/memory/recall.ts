import { compareVersions, isNewer } from '@phasegate/rollout';
import type { Decision, Version } from '@phasegate/rollout';
import { openAnchor } from '../check/anchor.ts';
import type { Anchor } from '../check/anchor.ts';
import { problemOf } from '../error.ts';
import { installedNow } from '../facts.ts';
import type { AgentFacts } from '../facts.ts';
import { failedOnceMore } from './failures.ts';
import type { Known, Reading } from '../known.ts';
import { isStillGood } from '../check/last-word.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { AgentMemory } from './memory.ts';
import { started } from '../notice/notice-resolved.ts';
import type { AgentPorts } from '../ports.ts';
import { decideOn, readFeed } from '../check/read-feed.ts';
import type { TrustMemory } from './trust-memory.ts';

/**
 * What the agent knows at its start: memory, what became of an install that was begun, and the feed accepted last,
 * whose advisories hold while the machine is offline. Nothing is installed on its word.
 */
export async function recall(ports: AgentPorts, facts: AgentFacts): Promise<Recalled> {
  const before = await readMemory(ports);
  const { memory, anchor } = anchored(settle(before, facts), facts);
  const { attempt } = before;
  // A machine that is on a third version was brought there by somebody else; nothing was missed.
  const missed = attempt?.from === facts.installed.version ? attempt : undefined;
  if (memory !== before) {
    await ports.memory
      .write(memory)
      .catch((error: unknown) =>
        ports.log.warn(`the agent's state could not be saved: ${String(error)}`),
      );
  }
  const reading = reread(memory, anchor, ports, facts);
  const known = { memory, root: anchor?.root, missedAttempt: missed, reading };
  const holds = reading !== undefined && isStillGood(reading, anchor, facts, ports.clock.now());
  return { known, decision: holds ? reading.decision : undefined };
}

/** What a start knows; `decision` is there where the recalled feed may still be acted on, not only shown. */
export interface Recalled {
  readonly known: Pick<Known, 'memory' | 'root' | 'missedAttempt' | 'reading'>;
  readonly decision: Decision | undefined;
}

/** The newest root of the app's own and the remembered ones; whether there is a newer one is asked at every start. */
function anchored(
  memory: AgentMemory,
  { trust }: AgentFacts,
): { readonly memory: AgentMemory; readonly anchor: Anchor | undefined } {
  if (trust.kind === 'unsigned') {
    return { memory, anchor: undefined };
  }
  const anchor = openAnchor(trust.root, { ...memory.trust, rootAskedAt: undefined });
  return { memory: { ...memory, trust: anchor.trust }, anchor };
}

async function readMemory(ports: AgentPorts): Promise<AgentMemory> {
  try {
    return await ports.memory.read();
  } catch (error) {
    ports.log.warn(`the agent's state could not be read: ${String(error)}`);
    return EMPTY_MEMORY;
  }
}

/** Closes the books on an attempt: a machine that went back is pinned, one that moved past the bad release is free. */
function settle(memory: AgentMemory, { installed }: AgentFacts): AgentMemory {
  const { attempt, wentBackFrom } = memory;
  const wentBack =
    attempt?.direction === 'back' && compareVersions(attempt.to, installed.version) === 0;
  // Going back twice must not open the way to the first bad release again.
  const keeps = wentBackFrom !== undefined && (!wentBack || isNewer(wentBackFrom, attempt.from));
  const pin = keeps ? wentBackFrom : wentBack ? attempt.from : undefined;
  const free = pin !== undefined && !isNewer(pin, installed.version);
  const unproven = unprovenFloor(memory, installed.version);
  const wentFrom = free ? undefined : pin;
  const trust = { ...memory.trust, unproven };
  const missed = attempt?.from === installed.version ? attempt.to : undefined;
  const failures = missed === undefined ? memory.failures : failedOnceMore(memory.failures, missed);
  const kept = { ...memory, attempt: undefined, wentBackFrom: wentFrom, trust, failures };
  const next = { ...kept, notices: started(kept) };
  const same =
    wentFrom === wentBackFrom &&
    unproven === memory.trust.unproven &&
    next.notices === memory.notices;
  return same && attempt === undefined ? memory : next;
}

/** The floor of a release that was installed and runs now waits for a good start; one above itself it cannot mean. */
function unprovenFloor(
  { attempt, trust: { unproven } }: AgentMemory,
  running: Version,
): TrustMemory['unproven'] {
  const { to, floor } = attempt ?? {};
  if (to === running && floor !== undefined && !isNewer(floor, running)) {
    return { version: running, floor };
  }
  return unproven?.version === running ? unproven : undefined;
}

function reread(
  memory: AgentMemory,
  anchor: Anchor | undefined,
  ports: AgentPorts,
  facts: AgentFacts,
): Reading | undefined {
  if (memory.lastFeed === undefined) {
    return undefined;
  }
  const installed = installedNow(facts, memory);
  try {
    const trust = anchor === undefined ? facts.trust : { ...facts.trust, root: anchor.root };
    const question = { ...facts, installed };
    const read = readFeed(memory.lastFeed, question, trust);
    return { ...read, decision: decideOn(read, question, ports.clock.now()) };
  } catch (thrown) {
    ports.log.warn(
      `the remembered feed is of no use: ${problemOf(thrown, 'feed-refused').message}`,
    );
    return undefined;
  }
}
