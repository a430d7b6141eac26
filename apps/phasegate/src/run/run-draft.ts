import {
  accept,
  EXIT,
  loadKeys,
  loadSnapshot,
  planDraft,
  readRootFile,
  refuse,
  writeDraft,
} from '@phasegate/feed-ops';
import type { Draft, OperatorKeys, Result, RootCommand } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { keysAtHand } from './keys-at-hand.ts';
import { newKeysFor } from './new-keys.ts';
import type { NewKeys } from './new-keys.ts';
import { openFeeds } from './run-command.ts';
import type { Run } from './run-command.ts';
import { fromHere } from '../words/settings.ts';
import { draftDocument, nextOf, showDraft } from '../talk/show-draft.ts';
import { shortPath } from '../talk/prose.ts';
import { paint } from '../talk/voice.ts';

/** `--draft FILE`: the root goes to a file, for its holders to sign one after the other, and nothing is published. */
export async function runDraft(
  run: Run,
  command: Result<RootCommand>,
  file: string,
): Promise<number> {
  const { settings, voice } = run;
  const drafted = command.ok ? await draft(run, command.value, file) : command;
  if (!drafted.ok) {
    return endRefused(drafted.refusal, voice);
  }
  const { plan, made } = drafted.value;
  showDraft(plan, voice);
  if (!settings.dryRun) {
    for (const path of (await made?.write()) ?? []) {
      voice.say(`   New key: ${shortPath(path)}`);
    }
    const written = await writeDraft(fromHere(file), plan.text);
    if (!written.ok) {
      return endRefused(written.refusal, voice);
    }
  }
  const next = settings.dryRun ? 'run the same command without --dry-run' : nextOf(plan, file);
  const outcome = settings.dryRun ? 'dry-run' : 'drafted';
  voice.document({ ok: true, outcome, exit: EXIT.done, ...draftDocument(plan, file), next });
  voice.say(
    settings.dryRun
      ? ' Dry run: nothing was written.'
      : ` ${paint('green', '✔')} ${file}; nothing is published`,
  );
  voice.next(next);
  return EXIT.done;
}

interface Drafted {
  readonly plan: Draft;
  readonly made: NewKeys | undefined;
}

async function draft(run: Run, command: RootCommand, file: string): Promise<Result<Drafted>> {
  // Asked before keys are made for it.
  if ((await readRootFile(fromHere(file))).ok) {
    return refuse('already-there', `${file} is there already`, 'name a new file with --draft FILE');
  }
  const opened = await openFeeds(run);
  if (!opened.ok) {
    return opened;
  }
  const { repository, actor } = opened.value;
  const at = await keysAtHand(run.settings, opened.value.config?.app ?? '');
  const made = at.ok ? await newKeysFor(command, opened.value, at.value, 1) : at;
  const base = await repository.catchUp();
  const snapshot = base.ok ? await loadSnapshot(repository, base.value) : base;
  if (!at.ok) {
    return at;
  }
  if (!made.ok) {
    return made;
  }
  if (!snapshot.ok) {
    return snapshot;
  }
  const { config, chain } = snapshot.value;
  if (config === undefined) {
    return refuse('not-set-up', 'There is no phasegate.json on this branch', 'phasegate init');
  }
  const roots = chain.newest === undefined ? [] : [chain.newest];
  const held = await loadKeys('root', roots, at.value);
  if (!held.ok && held.refusal.code !== 'no-root-key') {
    return held;
  }
  const root = held.ok ? held.value : [];
  const keys: OperatorKeys = { ...made.value?.keys, root };
  const facts = { now: Date.now(), actor, keys };
  const plan = planDraft(command, { snapshot: snapshot.value, config, facts });
  return plan.ok ? accept({ plan: plan.value, made: made.value }) : plan;
}
