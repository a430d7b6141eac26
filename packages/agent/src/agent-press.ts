import type { World } from './memory/keep-memory.ts';
import type { PreparedNotice } from './notice/notice.ts';
import type { NoticeDesk } from './notice/notice-desk.ts';
import { noticesOf } from './notice/notices.ts';
import type { Plans } from './plans.ts';
import type { AgentPorts } from './ports.ts';
import { scheduleClockOf } from './schedule-clock.ts';
import type { NoticeAction } from './snapshot.ts';

/** What a button can set going. */
export interface Panel extends World {
  readonly plans: Plans;
  readonly desk: NoticeDesk;
}

/** A button of a notice was pressed; one of a notice that is gone does nothing. */
export async function press(
  panel: Panel,
  pressed: { readonly noticeId: string; readonly index: number },
): Promise<void> {
  const { core, ports, facts } = panel;
  const prepared = noticesOf(core.known(), facts, scheduleClockOf(ports).now()).find(
    ({ notice }) => notice.id === pressed.noticeId,
  );
  const action = prepared?.notice.actions.find(({ index }) => index === pressed.index);
  if (prepared === undefined || action === undefined) {
    ports.log.debug(`a button that is gone was pressed: ${pressed.noticeId}, ${pressed.index}`);
    return;
  }
  if (prepared.draft.once === 'sample') {
    core.learn({ sample: undefined });
    return;
  }
  await carryOut(panel, prepared, action);
}

async function carryOut(
  { core, ports, plans, desk }: Panel,
  prepared: PreparedNotice,
  action: NoticeAction,
): Promise<void> {
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
      plans.install();
      return;
    case 'on-quit':
      plans.plan('on-quit');
      return;
    case 'at-time':
      // Opens a form in the window, which says the time by `plan`; a press alone says none.
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
