import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  accept,
  foreignPlanner,
  keeperOf,
  openFeed,
  readPhase,
  readPlatforms,
  readReason,
  refuse,
} from '@phasegate/feed-ops';
import type { ForeignCommand, Move, Refusal, Result } from '@phasegate/feed-ops';

import { rollbackCommand } from '../words/rollback.ts';
import type { RollbackTyped } from '../words/rollback.ts';
import { moveCommand } from '../words/rollout.ts';
import { endRefused } from '../talk/ending.ts';
import { endDoneBefore, sayRecovered, wasDone, wordsOf } from './recovered.ts';
import { openRun, runCommand, runJob } from './run-command.ts';
import type { Run } from './run-command.ts';
import type { Settings } from '../words/settings.ts';

/** Options of `rollback-release`, as typed. */
export interface RollbackReleaseTyped extends Omit<RollbackTyped, 'platform'> {
  readonly version: string;
  readonly appcast: string;
}

/** Options of `manage-rollout`, as typed. */
export interface ManageRolloutTyped {
  readonly phase: string;
  readonly action: string;
  readonly version: string;
  readonly platform?: string;
  readonly updates: string;
  readonly reason?: string;
}

/** The specification's rollback script: all feeds of the platform where Phasegate keeps them, else this one. */
export async function runRollbackRelease(
  settings: Settings,
  typed: RollbackReleaseTyped,
  appcast: string,
): Promise<number> {
  const run = openRun(settings);
  const reason = readReason(typed.reason);
  if (!reason.ok) {
    return endRefused(reason.refusal, run.voice);
  }
  const keeper = await keeperOf(appcast);
  if (!keeper.ok) {
    return endRefused(keeper.refusal, run.voice);
  }
  const { managed, root } = keeper.value;
  if (managed !== undefined) {
    const platform = [managed];
    return runCommand(
      inFolder(run, root),
      rollbackCommand([typed.version], { ...typed, platform }),
    );
  }
  const method = typed.method === 'mark' ? 'mark' : 'remove';
  const { version } = typed;
  return runForeign(run, { kind: 'rollback', version, reason: reason.value, method }, appcast);
}

/** The specification's rollout script: pause, resume or escalate one phase. */
export async function runManageRollout(
  settings: Settings,
  typed: ManageRolloutTyped,
  updates: string,
): Promise<number> {
  const run = openRun(settings);
  const target = rolloutTarget(typed, updates);
  if (!target.ok) {
    return endRefused(target.refusal, run.voice);
  }
  const { folder, action, feed } = target.value;
  const keeper = await keeperOf(existsSync(feed) ? feed : folder);
  if (!keeper.ok) {
    return endRefused(keeper.refusal, run.voice);
  }
  const { managed, root } = keeper.value;
  if (managed !== undefined) {
    const platform = [managed];
    return runCommand(
      inFolder(run, root),
      moveCommand(action, typed.version, { ...typed, platform }),
    );
  }
  const { version, reason } = typed;
  return existsSync(feed)
    ? runForeign(run, { kind: action, version, reason, method: 'remove' }, feed)
    : endRefused(noFeed(feed), run.voice);
}

async function runForeign(run: Run, command: ForeignCommand, path: string): Promise<number> {
  const { pushes, timeoutMs, actor } = run.settings;
  const { progress } = run.voice;
  const opened = await openFeed({ path, pushes, timeoutMs, actor, signal: run.signal, progress });
  if (!opened.ok) {
    return endRefused(opened.refusal, run.voice);
  }
  const words = wordsOf(command, opened.value.path);
  const { recovered } = opened.value;
  if (wasDone(recovered, words)) {
    return endDoneBefore(recovered, run.voice);
  }
  sayRecovered(recovered, run.voice);
  const planner = foreignPlanner(command, opened.value, Date.now);
  const { repository } = opened.value;
  return runJob(run, { repository, planner, words, feedBase: async () => undefined });
}

interface RolloutTarget {
  readonly folder: string;
  readonly feed: string;
  readonly action: Move;
}

const ACTIONS: readonly Move[] = ['pause', 'resume', 'escalate'];

function rolloutTarget(typed: ManageRolloutTyped, updates: string): Result<RolloutTarget> {
  const phase = readPhase(typed.phase);
  const action = ACTIONS.find((one) => one === typed.action);
  const platforms = readPlatforms(typed.platform === undefined ? [] : [typed.platform]);
  if (!phase.ok) {
    return phase;
  }
  if (!platforms.ok) {
    return platforms;
  }
  if (action === undefined) {
    return refuse('bad-argument', 'That action is not known', `write one of ${ACTIONS.join(', ')}`);
  }
  const platform = platforms.value?.[0] ?? onlyPlatform(updates);
  const folder = join(updates, platform);
  const share = phase.value ?? 100;
  const names =
    share === 100 ? ['stable'] : [`stable-rollout-${share}%`, `stable-rollout-${share}`];
  const paths = names.map((name) => join(folder, name, 'appcast.xml'));
  const feed = paths.find((path) => existsSync(path)) ?? paths[0] ?? folder;
  return accept({ folder: nearestFolder(folder), feed, action });
}

/** The specification's example has macos; a tree with one platform can only mean that one. */
function onlyPlatform(updates: string): string {
  const there = ['macos', 'windows', 'linux'].filter((name) => existsSync(join(updates, name)));
  return there.length === 1 ? (there[0] ?? 'macos') : 'macos';
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function inFolder(run: Run, folder: string): Run {
  return { ...run, settings: { ...run.settings, folder } };
}

function noFeed(path: string): Refusal {
  return refuse(
    'no-feed',
    `${path} is not there`,
    'name the folder of the feeds with --updates, and the platform with --platform',
  ).refusal;
}
