import { keepMemory } from './keep-memory.ts';
import type { World } from './keep-memory.ts';
import type { PreparedNotice } from './notice.ts';
import { noticesOf } from './notices.ts';
import type { Plans } from './plans.ts';
import type { AgentPorts } from './ports.ts';
import { scheduleClockOf } from './schedule-clock.ts';
import { snooze } from './snooze.ts';
import type { NoticeAction } from './snapshot.ts';

/** A button of a notice was pressed; one of a notice that is gone does nothing. */
export async function press(
  world: World,
  plans: Plans,
  pressed: { readonly noticeId: string; readonly index: number },
): Promise<void> {
  const { core, ports, facts } = world;
  const prepared = noticesOf(core.known(), facts, scheduleClockOf(ports).now()).find(
    ({ notice }) => notice.id === pressed.noticeId,
  );
  const action = prepared?.notice.actions.find(({ index }) => index === pressed.index);
  if (prepared === undefined || action === undefined) {
    ports.log.debug(`a button that is gone was pressed: ${pressed.noticeId}, ${pressed.index}`);
    return;
  }
  if (prepared.once === 'sample') {
    core.learn({ sample: undefined });
    return;
  }
  await carryOut(world, plans, { prepared, action });
}

async function carryOut(
  world: World,
  plans: Plans,
  { prepared, action }: { readonly prepared: PreparedNotice; readonly action: NoticeAction },
): Promise<void> {
  const { core, ports } = world;
  switch (action.kind) {
    case 'link':
      await open(ports, prepared.hrefs.get(action.index));
      return;
    case 'later':
    case 'dismiss':
    case 'stay':
      await putAside(world, { ...prepared, kind: action.kind === 'later' ? 'later' : 'dismiss' });
      return;
    case 'install':
    case 'go-back':
    case 'retry':
      plans.install();
      return;
    case 'on-quit':
      plans.plan('on-quit');
      return;
    case 'suspend':
      core.dispatch({ kind: 'suspend-requested' });
      return;
    case 'resume':
      core.dispatch({ kind: 'resume-requested' });
      return;
    case 'cancel':
      callOff(plans, prepared);
  }
}

/** Where something is planned, the plan is called off; where something is being fetched, the download is. */
function callOff(plans: Plans, { notice }: PreparedNotice): void {
  if (notice.kind === 'planned') {
    plans.plan(undefined);
  } else {
    plans.cancel();
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
  { core, ports }: World,
  { notice, once, kind }: PreparedNotice & { readonly kind: 'later' | 'dismiss' },
): Promise<void> {
  if (once !== undefined) {
    core.learn({ [once]: undefined });
    return;
  }
  const { memory } = core.known();
  const now = scheduleClockOf(ports).now();
  const snoozed = snooze(memory.snoozed, { notice, kind, now });
  core.learn({ memory: { ...memory, snoozed } });
  await keepMemory({ core, ports });
}
