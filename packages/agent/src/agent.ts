import { createCore } from './core.ts';
import type { Core } from './core.ts';
import { createEffects } from './effects.ts';
import type { AgentFacts } from './facts.ts';
import { noticesOf, snoozedUntil } from './notices.ts';
import type { AgentPorts } from './ports.ts';
import { recall } from './recall.ts';
import { snapshotOf } from './snapshot-of.ts';
import type { AgentSnapshot, NoticeAction } from './snapshot.ts';

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
  readonly snapshot: () => AgentSnapshot;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: (snapshot: AgentSnapshot) => void) => () => void;
  /** Resolves when nothing is under way: no check, no download, no write. */
  readonly settled: () => Promise<void>;
  /** No more checks; a download under way is called off. */
  readonly stop: () => void;
}

/** Joins the pure machine (`step`) with the ports. It decides nothing itself. */
export function createAgent(ports: AgentPorts, facts: AgentFacts): Agent {
  const core = createCore((effect) => work.run(effect), ports.log);
  const work = createEffects(core, ports, facts);
  const snapshot = (): AgentSnapshot => snapshotOf(core.known(), facts, ports.clock.now());
  return {
    start: async () => {
      core.learn(await recall(ports, facts));
      work.schedule(facts.schedule.firstAfter);
    },
    check: async () => {
      core.dispatch({ kind: 'check-requested', trigger: 'user' });
      await work.answered();
    },
    install: () => core.dispatch({ kind: 'install-requested' }),
    act: (noticeId, index) => act(core, { ports, facts }, { noticeId, index }),
    snapshot,
    subscribe: (listener) => core.subscribe(() => listener(snapshot())),
    settled: () => core.settled(),
    stop: () => work.stop(),
  };
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
    ports.log.debug(`a button of a notice that is gone was pressed: ${pressed.noticeId}`);
    return;
  }
  const { notice, hrefs } = prepared;
  const href = hrefs.get(action.index);
  if (href !== undefined) {
    await ports.openLink(href).catch((error: unknown) => ports.log.warn(String(error)));
    return;
  }
  if (putsAside(action)) {
    const until = snoozedUntil(notice.severity, action.kind, ports.clock.now());
    await putAside(core, ports, { id: notice.id, until });
    return;
  }
  core.dispatch({ kind: 'install-requested' });
}

type AsideAction = NoticeAction & { readonly kind: 'later' | 'dismiss' };

function putsAside(action: NoticeAction): action is AsideAction {
  return action.kind === 'later' || action.kind === 'dismiss';
}

async function putAside(
  core: Core,
  ports: AgentPorts,
  { id, until }: { readonly id: string; readonly until: number },
): Promise<void> {
  const { memory } = core.known();
  const snoozed = { ...memory.snoozed, [id]: until };
  core.learn({ memory: { ...memory, snoozed }, answer: undefined, missedAttempt: undefined });
  await ports.memory
    .write(core.known().memory)
    .catch((error: unknown) => ports.log.warn(`the notice may come back: ${String(error)}`));
}
