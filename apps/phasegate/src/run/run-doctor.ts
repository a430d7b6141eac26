import { defaultKeysFolder, examine, EXIT, httpSite, oneLine } from '@phasegate/feed-ops';
import type { Finding } from '@phasegate/feed-ops';

import { openVoice, paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';
import { fromHere, isCi } from '../words/settings.ts';
import type { Settings } from '../words/settings.ts';
import { interruption } from './interruption.ts';

const LIMIT_MS = 15_000;

/** `phasegate doctor`: 0 where nothing is broken, 1 otherwise; warnings alone are 0. */
export async function runDoctor(settings: Settings, limited: boolean): Promise<number> {
  const voice = openVoice(settings.json);
  const { keys, folder, branch, feedBase } = settings;
  const timeoutMs = limited ? settings.timeoutMs : LIMIT_MS;
  voice.progress('Looking');
  const surgery = {
    folder,
    branch,
    feedBase,
    keysFolder: (app: string) => (keys === undefined ? defaultKeysFolder(app) : fromHere(keys)),
    environment: process.env,
    ci: isCi(),
    nodeVersion: process.versions.node,
    site: httpSite(),
    now: Date.now,
    timeoutMs,
    signal: interruption(),
  };
  // A question to the network ends first, and says more than that it was late.
  const findings = await examine(surgery, timeoutMs + 2000);
  return end(findings, voice);
}

function end(findings: readonly Finding[], voice: Voice): number {
  const errors = findings.filter(({ level }) => level === 'error');
  const warnings = findings.filter(({ level }) => level === 'warning');
  const exit = errors.length === 0 ? EXIT.done : EXIT.failed;
  const [first] = [...errors, ...warnings];
  const next = first?.fix ?? 'phasegate rollout status';
  voice.document({ ok: exit === EXIT.done, outcome: 'doctor', exit, findings, next });
  voice.say();
  for (const finding of findings) {
    say(finding, voice);
  }
  voice.say();
  voice.say(` ${count(errors.length, 'error')}, ${count(warnings.length, 'warning')}`);
  voice.next(next);
  return exit;
}

const MARKS = { ok: '✔', warning: '!', error: '✖', skipped: '-' } as const;
const COLOURS = { ok: 'green', warning: 'yellow', error: 'red', skipped: 'dim' } as const;

function say({ check, level, message, fix }: Finding, voice: Voice): void {
  const mark = paint(COLOURS[level], MARKS[level]);
  voice.labelled(` ${mark} ${paint('dim', check.padEnd(10))} `, oneLine(message, 400));
  if (fix !== undefined) {
    voice.labelled(`${' '.repeat(14)}-> `, paint('bold', oneLine(fix, 400)));
  }
}

function count(number: number, what: string): string {
  return `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`;
}
