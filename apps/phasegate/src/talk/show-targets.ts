import { EXIT } from '@phasegate/feed-ops';

import type { TargetEnd } from '../run/send-targets.ts';
import { paint } from './voice.ts';
import type { Voice } from './voice.ts';

/** Says for each target what is there now, and what is not. */
export function sayTargets(targets: readonly TargetEnd[], voice: Voice): void {
  for (const target of targets) {
    sayTarget(target, voice);
    sayServed(target, voice);
  }
}

/** What targets that are not as they should be make of an exit code. */
export function targetsExit(targets: readonly TargetEnd[]): number {
  if (targets.some((one) => isInterrupted(one))) {
    return EXIT.interrupted;
  }
  return targets.some((one) => isBehind(one)) ? EXIT.pending : EXIT.done;
}

/** The command that goes on where a target is behind; `undefined` where none is. */
export function targetsNext(targets: readonly TargetEnd[]): string | undefined {
  const unsent = targets.filter(
    ({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'interrupted',
  );
  if (unsent.length > 0) {
    return unsent.length === targets.length
      ? 'phasegate publish'
      : `phasegate publish ${unsent.map(({ name }) => `--target ${name}`).join(' ')}`;
  }
  return targets.some((one) => isBehind(one)) ? 'phasegate verify --live' : undefined;
}

function isInterrupted({ outcome, publication }: TargetEnd): boolean {
  return outcome.kind === 'interrupted' || publication?.kind === 'interrupted';
}

function isBehind({ outcome, publication }: TargetEnd): boolean {
  return outcome.kind === 'failed' || publication?.kind === 'pending';
}

function sayTarget({ name, where, outcome }: TargetEnd, voice: Voice): void {
  const place = `${name} (${where})`;
  switch (outcome.kind) {
    case 'right':
      voice.prose(
        outcome.sent.length === 0
          ? ` ${paint('green', '✔')} ${place}: every file was there already, byte for byte`
          : ` ${paint('green', '✔')} ${place}: ${count(outcome.sent)} sent, all are there now`,
      );
      break;
    case 'would-send':
      voice.prose(
        ` ${place}: ${outcome.paths.length === 0 ? 'nothing to send' : `${count(outcome.paths)} would be sent`}`,
      );
      break;
    case 'failed':
      voice.prose(` ${paint('red', '✖')} ${place}: ${outcome.message}`);
      voice.prose(`   ${sentSoFar(outcome.sent)}; ${outcome.next}, then send again`);
      break;
    case 'interrupted':
      voice.prose(` ${paint('yellow', '!')} ${place}: stopped; ${sentSoFar(outcome.sent)}`);
      break;
  }
  // What was sent is in --json: twice sixteen paths push the next step off the screen.
  for (const path of outcome.kind === 'would-send' ? outcome.paths : []) {
    voice.say(paint('dim', `   ${path}`));
  }
}

function sayServed({ name, feedBase, publication }: TargetEnd, voice: Voice): void {
  const at = `${name} (${feedBase ?? ''})`;
  switch (publication?.kind) {
    case 'confirmed':
      voice.prose(
        ` ${paint('green', '✔')} ${at} serves every file as meant (${publication.seconds} s)`,
      );
      break;
    case 'pending':
      voice.prose(` ${paint('yellow', '!')} ${at} does not serve every file as meant yet:`);
      for (const problem of publication.problems) {
        voice.prose(`   ${problem}`);
      }
      break;
    case 'interrupted':
      voice.prose(` ${paint('yellow', '!')} Stopped waiting for ${at}: sent, but not confirmed`);
      break;
    default:
  }
}

function sentSoFar(paths: readonly string[]): string {
  return paths.length === 0 ? 'nothing was sent there' : `${count(paths)} sent so far`;
}

function count(paths: readonly string[]): string {
  return paths.length === 1 ? '1 file' : `${paths.length} files`;
}
