import { oneLine, refusal } from '@phasegate/feed-ops';
import type { Outcome, Queued, Refusal } from '@phasegate/feed-ops';

import { nextLine, prose } from './prose.ts';
import { paint } from './voice.ts';
import type { Voice } from './voice.ts';

/** What sends a queued stop. */
export const SEND =
  'phasegate push, as soon as the network is back (--keep-trying tries until it is)';

/** A stop that could not be sent: whoever reads this must not go back to bed. */
export function sayQueued(
  { commit, change, why }: Extract<Outcome, { kind: 'queued' }>,
  voice: Voice,
): void {
  const mark = paint('red', '✖ NOT STOPPED YET:', process.stderr);
  const said = oneLine(why.replace(/; nothing was changed$/, ''), 1000);
  voice.complain(prose(` ${mark} ${said}`, process.stderr));
  const queued = `   ${change.headline} is signed and queued here as ${commit.slice(0, 12)}.`;
  voice.complain(prose(queued, process.stderr));
  voice.complain('   Until it is sent, machines are offered what they were offered before.');
  voice.complain(nextLine(SEND));
}

/** Why another command does not go ahead of a queued stop. */
export function stillQueued({ headline, at }: Queued): Refusal {
  return refusal(
    'queued',
    `A stop is queued here and not sent yet: ${headline} (${at}); nothing else is changed before it`,
    SEND,
  );
}

/** The line with which commands that only read point at a queued stop. */
export function queuedLine({ headline, at }: Queued): string {
  return ` ${paint('red', '✖')} Queued and NOT SENT: ${headline} (${at}); phasegate push sends it`;
}
