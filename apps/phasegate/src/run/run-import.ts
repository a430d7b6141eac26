import { end, endRefused } from '../talk/ending.ts';
import { importCommand, readImport } from '../words/import.ts';
import type { ImportTyped } from '../words/import.ts';
import type { Settings } from '../words/settings.ts';
import { openRun, runCommand } from './run-command.ts';
import { snapshotFor } from './newest-state.ts';

/** `phasegate release import`: reads the feed against what the ledger has, then plans as every command does. */
export async function runImport(settings: Settings, typed: ImportTyped): Promise<number> {
  const run = openRun(settings);
  const { voice, signal } = run;
  const asked = readImport(typed);
  if (!asked.ok) {
    return endRefused(asked.refusal, voice);
  }
  const snapshot = await snapshotFor(run);
  if (!snapshot.ok) {
    return endRefused(snapshot.refusal, voice);
  }
  const { progress } = voice;
  const command = await importCommand(asked.value, snapshot.value, { signal, progress });
  if (signal.aborted) {
    const message = 'Stopped before anything was changed';
    return end({ kind: 'interrupted', message }, voice);
  }
  return runCommand(run, command);
}
