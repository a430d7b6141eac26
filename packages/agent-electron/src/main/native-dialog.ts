import type { Notice } from '@phasegate/agent';
import { dialog } from 'electron';
import { boxable, boxOf, cancelAction } from './message-box.ts';

/** The index of the pressed action; `undefined` when the signal closed the dialog. It belongs to no window and blocks none. */
export async function askNatively(due: Notice, signal: AbortSignal): Promise<number | undefined> {
  const notice = boxable(due);
  const { response } = await dialog.showMessageBox({ ...boxOf(notice), signal });
  return signal.aborted ? undefined : (notice.actions[response] ?? cancelAction(notice))?.index;
}
