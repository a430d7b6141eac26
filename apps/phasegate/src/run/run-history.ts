import { EXIT, loadHistory } from '@phasegate/feed-ops';
import type { History } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { historyMarkdown } from '../talk/history-markdown.ts';
import { historyText } from '../talk/history-text.ts';
import type { Voice } from '../talk/voice.ts';
import { historyQuestion } from '../words/history.ts';
import type { HistoryTyped } from '../words/history.ts';
import type { Settings } from '../words/settings.ts';
import { openFeeds, openRun } from './run-command.ts';

/** `phasegate history`: reads, changes nothing. */
export async function runHistory(
  settings: Settings,
  version: string | undefined,
  typed: HistoryTyped,
): Promise<number> {
  const json = settings.json || typed.format === 'json';
  const run = openRun({ ...settings, json });
  const question = historyQuestion(version, typed, Date.now());
  if (!question.ok) {
    return endRefused(question.refusal, run.voice);
  }
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return endRefused(opened.refusal, run.voice);
  }
  const { repository } = opened.value;
  const base = await repository.catchUp();
  const history = base.ok ? await loadHistory(repository, base.value, question.value) : base;
  if (!history.ok) {
    return endRefused(history.refusal, run.voice);
  }
  const next = nextOf(history.value, version);
  run.voice.document({ ok: true, outcome: 'history', exit: EXIT.done, ...history.value, next });
  if (typed.format === 'markdown' && !json) {
    // A document of its own: it goes into a file, and a next step would go along.
    run.voice.say(historyMarkdown(history.value).trimEnd());
    return EXIT.done;
  }
  show(history.value, run.voice);
  run.voice.next(next);
  return EXIT.done;
}

function show(history: History, voice: Voice): void {
  voice.say();
  if (history.entries.length === 0) {
    voice.say(' Nothing in the history is about that.');
  }
  for (const line of historyText(history, process.stdout.columns)) {
    voice.say(line);
  }
}

function nextOf({ broken, entries, older }: History, version: string | undefined): string {
  const [first] = broken;
  if (first !== undefined) {
    return `look at what changed with: git log -p -- ${first.path}`;
  }
  if (entries.length === 0) {
    return older === 0 && version !== undefined
      ? 'phasegate history, without a version'
      : 'phasegate rollout status';
  }
  return 'phasegate rollout status, or --format markdown for an incident report';
}
