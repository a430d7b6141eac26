import { keyName, quorumText } from '@phasegate/feed-ops';
import type { Draft } from '@phasegate/feed-ops';

import { paint } from './voice.ts';
import type { Voice } from './voice.ts';

/** A draft as people read it: what it changes, who has signed, what to know. */
export function showDraft({ headline, summary, quorums, warnings }: Draft, voice: Voice): void {
  voice.say();
  voice.say(` ${paint('bold', headline)}`);
  voice.say();
  for (const line of [...summary, ...quorums.map(quorumText)]) {
    voice.prose(`   ${line}`);
  }
  for (const line of warnings) {
    voice.prose(` ${paint('yellow', '!')} ${line}`);
  }
  voice.say();
}

/** What `--json` says of a draft. */
export function draftDocument(draft: Draft, file: string): object {
  const { headline, version, summary, quorums, signing, warnings, missing } = draft;
  return { headline, file, root: version, summary, quorums, signing, missing, warnings };
}

/** Who comes next. */
export function nextOf({ missing }: Draft, file: string): string {
  return missing.length === 0
    ? `phasegate keys publish ${file}, in the work tree of the feeds`
    : `phasegate keys sign ${file}, where one of ${missing.map(keyName).join(', ')} is at hand`;
}
