import { configShape, EXIT, readJson, refuse, strangeKeys } from '@phasegate/feed-ops';
import type { Config, Snapshot } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { shortPath } from '../talk/prose.ts';
import { openVoice, paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';
import { readConfigFile } from '../words/config.ts';
import type { Settings } from '../words/settings.ts';
import { openRun } from './run-command.ts';
import { snapshotFor } from './newest-state.ts';

/** `phasegate config show`: what is in force on the newest state, with every default. */
export async function runShowConfig(settings: Settings): Promise<number> {
  const run = openRun(settings);
  const snapshot = await snapshotFor(run);
  if (!snapshot.ok) {
    return endRefused(snapshot.refusal, run.voice);
  }
  const { config } = snapshot.value;
  if (config === undefined) {
    const next = 'phasegate init --help';
    return endRefused(refuse('not-set-up', 'There is no config yet', next).refusal, run.voice);
  }
  const unknown = unknownIn(snapshot.value);
  const next = 'phasegate config apply, from where phasegate.config.ts lies';
  run.voice.document({ ok: true, outcome: 'config-shown', exit: EXIT.done, config, unknown, next });
  sayConfig(config, run.voice);
  for (const path of unknown) {
    run.voice.say(` ${paint('yellow', '!')} ${path} is not known to this version, and is kept`);
  }
  run.voice.next(next);
  return EXIT.done;
}

/** `phasegate config check`: a file as somebody wrote it, without asking anybody. */
export async function runCheckConfig(
  settings: Settings,
  typed: string | undefined,
): Promise<number> {
  const voice = openVoice(settings.json);
  const read = await readConfigFile(typed);
  if (!read.ok) {
    return endRefused(read.refusal, voice);
  }
  const { config, path } = read.value;
  const next = 'phasegate config apply --dry-run';
  voice.document({
    ok: true,
    outcome: 'config-shown',
    exit: EXIT.done,
    file: path,
    config,
    unknown: [],
    next,
  });
  sayConfig(config, voice);
  voice.labelled(` ${paint('green', '✔')} `, `${shortPath(path)} is a config`);
  voice.next(next);
  return EXIT.done;
}

function unknownIn({ configText }: Snapshot): readonly string[] {
  return strangeKeys(configShape, readJson(configText ?? '{}'))
    .map(({ path }) => path)
    .filter((path) => path !== '$schema');
}

function sayConfig(config: Config, voice: Voice): void {
  const rows = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, typeof value === 'string' ? value : inJson(value)] as const);
  const width = Math.max(...rows.map(([key]) => key.length));
  for (const [key, text] of rows) {
    voice.labelled(`   ${key.padEnd(width)}  `, text);
  }
}

/** JSON with room between words, so that it can be broken there. */
function inJson(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');
}
