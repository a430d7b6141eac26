import { createCore } from './core.ts';
import type { Core } from './core.ts';
import { createEffects, keepMemory } from './effects.ts';
import type { AgentFacts } from './facts.ts';
import type { PreparedNotice } from './notice.ts';
import { noticesOf } from './notices.ts';
import type { AgentPorts } from './ports.ts';
import { recall } from './recall.ts';
import { snapshotOf } from './snapshot-of.ts';
import { snooze } from './snooze.ts';
import type { AgentSnapshot } from './snapshot.ts';

/** The agent, as an embedder holds it. Nothing here throws. */
export interface Agent {
  /** Recalls what is known, settles an install that was begun, and begins to check by the schedule. */
  readonly start: () => Promise<void>;
  /** Checks now, as a user who asked; resolves when the answer is in. */
  readonly check: () => Promise<void>;
  /** Installs the target that is ready, or fetches it first; the feed is read once more before. */
  readonly install: () => void;
  /** A button of a notice was pressed. Buttons of notices that are gone do nothing. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  /** A window shows this notice now. */
  readonly noticeShown: (noticeId: string) => Promise<void>;
  /** The system's own notification of this notice was shown. */
  readonly noticeTold: (noticeId: string) => Promise<void>;
  /** Shows again what was put aside. */
  readonly bringBack: () => Promise<void>;
  /** Says what the app is busy with; returns how to say that it is over. */
  readonly busy: (reason: string) => () => void;
  readonly snapshot: () => AgentSnapshot;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: (snapshot: AgentSnapshot) => void) => () => void;
  /** Resolves when nothing is under way: no check, no download, no write. */
  readonly settled: () => Promise<void>;
  /** For good: no more checks, nothing is installed, written or told; a download under way is called off. */
  readonly stop: () => void;
}

/** Joins the pure machine (`step`) with the ports. It decides nothing itself. */
export function createAgent(ports: AgentPorts, facts: AgentFacts): Agent {
  const core = createCore((effect) => work.run(effect), ports.log);
  const work = createEffects(core, ports, facts);
  const snapshot = (): AgentSnapshot => snapshotOf(core.known(), facts, ports.clock.now());
  let recalled: Promise<void> | undefined;
  // Once, and before anything else: a check that came first would write an empty memory over the one on disk.
  const remember = (): Promise<void> => (recalled ??= begin(core, ports, facts));
  return {
    start: async () => {
      await remember();
      work.schedule(facts.schedule.firstAfter);
    },
    check: async () => {
      await remember();
      core.dispatch({ kind: 'check-requested', trigger: 'user' });
      await work.answered();
    },
    install: () => core.dispatch({ kind: 'install-requested' }),
    act: (noticeId, index) => act(core, { ports, facts }, { noticeId, index }),
    noticeShown: () => Promise.resolve(),
    noticeTold: () => Promise.resolve(),
    bringBack: () =>
      Promise.resolve(core.learn({ memory: { ...core.known().memory, snoozed: {} } })),
    busy: (reason) => busy(core, reason),
    snapshot,
    subscribe: (listener) => core.subscribe(() => listener(snapshot())),
    settled: () => core.settled(),
    stop: () => work.stop(),
  };
}

function busy(core: Core, reason: string): () => void {
  core.learn({ busy: [...core.known().busy, reason] });
  let over = false;
  return () => {
    const at = core.known().busy.indexOf(reason);
    if (!over && at !== -1) {
      over = true;
      core.learn({ busy: core.known().busy.filter((_, other) => other !== at) });
    }
  };
}

async function begin(core: Core, ports: AgentPorts, facts: AgentFacts): Promise<void> {
  const { known, decision } = await recall(ports, facts);
  core.learn(known);
  if (decision !== undefined) {
    core.dispatch({ kind: 'recalled', decision });
  }
}

async function act(
  core: Core,
  { ports, facts }: { readonly ports: AgentPorts; readonly facts: AgentFacts },
  pressed: { readonly noticeId: string; readonly index: number },
): Promise<void> {
  const prepared = noticesOf(core.known(), facts, ports.clock.now()).find(
    ({ notice }) => notice.id === pressed.noticeId,
  );
  const action = prepared?.notice.actions.find(({ index }) => index === pressed.index);
  if (prepared === undefined || action === undefined) {
    ports.log.debug(`a button that is gone was pressed: ${pressed.noticeId}, ${pressed.index}`);
    return;
  }
  switch (action.kind) {
    case 'link':
      await open(ports, prepared.hrefs.get(action.index));
      return;
    case 'later':
    case 'dismiss':
      await putAside(core, ports, { ...prepared, kind: action.kind });
      return;
    case 'install':
    case 'go-back':
    case 'retry':
      core.dispatch({ kind: 'install-requested' });
      return;
    case 'on-quit':
    case 'suspend':
    case 'resume':
    case 'cancel':
    case 'stay':
      return;
  }
}

async function open(ports: AgentPorts, href: string | undefined): Promise<void> {
  try {
    await (href === undefined ? undefined : ports.openLink(href));
  } catch (error) {
    ports.log.warn(`a link could not be opened: ${String(error)}`);
  }
}

/** What is said once is forgotten; what holds on is put aside, and that is remembered. */
async function putAside(
  core: Core,
  ports: AgentPorts,
  { notice, once, kind }: PreparedNotice & { readonly kind: 'later' | 'dismiss' },
): Promise<void> {
  if (once !== undefined) {
    core.learn({ [once]: undefined });
    return;
  }
  const { memory } = core.known();
  const snoozed = snooze(memory.snoozed, { notice, kind, now: ports.clock.now() });
  core.learn({ memory: { ...memory, snoozed } });
  await keepMemory({ core, ports });
}
