import {
  accept,
  readPhase,
  readPlatforms,
  readReason,
  readVersion,
  refuse,
} from '@phasegate/feed-ops';
import type { Command, Move, MoveRollout, Result } from '@phasegate/feed-ops';

/** `phasegate rollout start`. */
export function startCommand(
  text: string,
  typed: {
    readonly phase?: string;
    readonly platform: readonly string[];
    readonly overtake?: boolean;
    readonly beside?: boolean;
  },
): Result<Command> {
  const read = readMove(text, typed);
  const { overtake = false, beside = false } = typed;
  if (overtake && beside) {
    return refuse(
      'bad-argument',
      'A release either overtakes the one that is rolling or goes beside it',
      'leave --overtake or --beside out',
    );
  }
  const overlap = overtake ? 'overtake' : beside ? 'beside' : undefined;
  return read.ok ? accept({ kind: 'start', ...read.value, overlap }) : read;
}

/** `phasegate rollout pause|resume|escalate`. */
export function moveCommand(
  kind: Move,
  text: string,
  typed: {
    readonly phase?: string;
    readonly reason?: string;
    readonly platform: readonly string[];
    readonly each?: boolean;
    readonly overrideHealth?: boolean;
  },
): Result<Command> {
  const read = readMove(text, typed);
  const { overrideHealth = false, each = false } = typed;
  const reason = overrideHealth ? readReason(typed.reason) : accept(typed.reason);
  if (!read.ok) {
    return read;
  }
  return reason.ok
    ? accept({ kind, ...read.value, reason: reason.value, each, overrideHealth })
    : reason;
}

type Moved = Pick<MoveRollout, 'version' | 'phase' | 'platforms'>;

function readMove(
  text: string,
  typed: { readonly phase?: string; readonly platform: readonly string[] },
): Result<Moved> {
  const version = readVersion(text);
  const phase = readPhase(typed.phase);
  const platforms = readPlatforms(typed.platform);
  if (!version.ok) {
    return version;
  }
  if (!phase.ok) {
    return phase;
  }
  return platforms.ok
    ? accept({ version: version.value, phase: phase.value, platforms: platforms.value })
    : platforms;
}
