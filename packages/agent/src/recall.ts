import { compareVersions, decide, isNewer } from '@phasegate/rollout';
import type { Decision, Instant, Version } from '@phasegate/rollout';
import { openAnchor } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { problemOf } from './error.ts';
import { higher, installedNow } from './facts.ts';
import type { AgentFacts } from './facts.ts';
import { failedOnceMore } from './failures.ts';
import type { Known, Reading } from './known.ts';
import { EMPTY_MEMORY } from './memory.ts';
import type { AgentMemory } from './memory.ts';
import { started } from './notice-resolved.ts';
import type { AgentPorts } from './ports.ts';
import { acceptFeed, readFeed } from './read-feed.ts';

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

function isStillGood(
  reading: Reading,
  anchor: Anchor | undefined,
  facts: AgentFacts,
  now: Instant,
): boolean {
  if (anchor === undefined) {
    return true;
  }
  try {
    acceptFeed(reading, { ...facts, installed: installedNow(facts, EMPTY_MEMORY) }, anchor, now);
    return true;
  } catch {
    return false;
  }
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
  const trust = { ...memory.trust, floor: risenFloor(memory, installed.version) };
  const kept = { ...memory, attempt: undefined, wentBackFrom: free ? undefined : pin, trust };
  const missed = attempt?.from === installed.version ? attempt.to : undefined;
  const failures = missed === undefined ? memory.failures : failedOnceMore(memory.failures, missed);
  const next = { ...kept, failures, notices: started(kept) };
  const same = next.wentBackFrom === wentBackFrom && next.notices === memory.notices;
  return same && attempt === undefined ? memory : next;
}

/** A release that was installed and now starts has started well; a floor above itself it cannot mean. */
function risenFloor({ attempt, trust }: AgentMemory, running: Version): Version | undefined {
  const { to, floor } = attempt ?? {};
  const holds = to === running && floor !== undefined && !isNewer(floor, running);
  return holds ? higher(trust.floor, floor) : trust.floor;
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
    const read = readFeed(memory.lastFeed, { ...facts, installed }, trust);
    return { ...read, decision: decide(installed, read.feed, ports.clock.now()) };
  } catch (thrown) {
    ports.log.warn(
      `the remembered feed is of no use: ${problemOf(thrown, 'feed-refused').message}`,
    );
    return undefined;
  }
}
