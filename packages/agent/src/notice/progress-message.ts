import { say } from '../messages/message.ts';
import type { Bytes, Message } from '../messages/message.ts';
import type { Progress } from '../snapshot.ts';

/** Bytes, and speed and time left once they are known: `12.4 of 98.0 MB, 1.2 MB/s, about 2 minutes left`. */
export function progressMessage(progress: Progress): Message {
  const amount = amountOf(progress);
  const { speed: pace, secondsLeft } = progress;
  if (pace === undefined) {
    return say('progress.bytes', amount);
  }
  const speed = { kind: 'speed', bytes: pace } as const;
  return secondsLeft === undefined
    ? say('progress.speed', { ...amount, speed })
    : say('progress.left', { ...amount, speed, left: { kind: 'duration', seconds: secondsLeft } });
}

/** How much has arrived, in the unit of the whole. */
export function amountOf({ received, total }: Progress): {
  readonly received: Bytes;
  readonly bytes: Bytes;
} {
  return {
    received: { kind: 'bytes', bytes: received, of: total },
    bytes: { kind: 'bytes', bytes: total },
  };
}
