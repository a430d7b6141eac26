import { createCore } from './core.ts';
import type { Core } from './core.ts';
import { createEffects } from './effects.ts';
import type { AgentFacts } from './facts.ts';
import { troubleWith } from './messages/languages.ts';
import { createNoticeDesk } from './notice-desk.ts';
import type { NoticeDesk, NoticeWorld } from './notice-desk.ts';
import { troubleWithLinks } from './notice-failed.ts';
import { noticesOf } from './notices.ts';
import type { AgentPorts } from './ports.ts';
import { recall } from './recall.ts';
import { atTime } from './seen-clock.ts';
import { snapshotOf } from './snapshot-of.ts';
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
  /** A window shows this notice. What its user has seen is told to be over one day; what they have not is not. */
  readonly noticeShown: (noticeId: string) => Promise<void>;
  /** The operating system was asked to show it, which happens once (`Notice.tell`). */
  readonly noticeTold: (noticeId: string) => Promise<void>;
  /** Shows again what was put aside or away and still holds. */
  readonly bringBack: () => Promise<void>;
  /**
   * The app is busy, for a reason in its own words ("exporting"): notices that would take the focus wait until the
   * returned function is called; calling it again does nothing.
   */
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
  const desk = createNoticeDesk({ core, ports, facts });
  const snapshot = (): AgentSnapshot => snapshotOf(core.known(), facts, ports.clock.now());
  let recalled: Promise<void> | undefined;
  // Once, and before anything else: a check that came first would write an empty memory over the one on disk.
  const remember = (): Promise<void> =>
    (recalled ??= begin(core, ports, facts).then(desk.recalled));
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
    act: (noticeId, index) => act({ core, ports, facts, desk }, { noticeId, index }),
    noticeShown: desk.shown,
    noticeTold: desk.told,
    bringBack: desk.bringBack,
    busy: (reason) => beBusy(core, reason),
    snapshot,
    subscribe: (listener) => core.subscribe(() => listener(snapshot())),
    settled: () => core.settled(),
    stop: () => work.stop(),
  };
}

async function begin(core: Core, ports: AgentPorts, facts: AgentFacts): Promise<void> {
  const { known, decision } = await recall(ports, facts);
  core.learn({ ...known, memory: atTime(known.memory, ports.clock.now()) });
  const trouble = [...troubleWith(facts.messages), ...troubleWithLinks(facts)];
  trouble.forEach((line) => ports.log.warn(line));
  if (decision !== undefined) {
    core.dispatch({ kind: 'recalled', decision });
  }
}

async function act(
  { core, ports, facts, desk }: NoticeWorld & { readonly desk: NoticeDesk },
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
    case 'stay':
      await desk.putAside(prepared, action.kind);
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

/** The same reason twice is two things to wait for. */
function beBusy(core: Core, reason: string): () => void {
  core.learn({ busy: [...core.known().busy, reason] });
  let over = false;
  return () => {
    const { busy } = core.known();
    const at = busy.indexOf(reason);
    if (!over && at >= 0) {
      core.learn({ busy: busy.filter((_, index) => index !== at) });
    }
    over = true;
  };
}
