import { EXIT } from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

import type { OutcomeDocument } from '../talk/voice.ts';
import { runCommand } from './run-command.ts';
import type { Run } from './run-command.ts';
import { sendFirst } from './run-push.ts';

/** `phasegate emergency stop`: a stop that is queued goes first; one that cannot be sent is queued. */
export async function runStop(
  run: Run,
  command: Result<Command>,
  keepTrying: boolean,
): Promise<number> {
  // With --json there is one document, of what came last.
  let last: OutcomeDocument | undefined;
  const quiet = { ...run.voice, document: (value: OutcomeDocument) => void (last = value) };
  const exit = await stop({ ...run, voice: quiet }, command, keepTrying);
  if (last !== undefined) {
    run.voice.document(last);
  }
  return exit;
}

async function stop(run: Run, command: Result<Command>, keepTrying: boolean): Promise<number> {
  const before = (await sendFirst(run, keepTrying)) ?? EXIT.done;
  if (before !== EXIT.done) {
    return before;
  }
  const exit = await runCommand(run, command);
  return keepTrying && exit === EXIT.pending ? ((await sendFirst(run, true)) ?? exit) : exit;
}
