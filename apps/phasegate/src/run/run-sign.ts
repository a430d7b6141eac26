import {
  accept,
  EXIT,
  loadKeys,
  readDraft,
  readRootFile,
  readTrustedRoot,
  replaceDraft,
  signDraft,
} from '@phasegate/feed-ops';
import type { Draft, Result } from '@phasegate/feed-ops';

import { askConsent } from '../talk/ask.ts';
import { endDeclined, endRefused } from '../talk/ending.ts';
import { keysAtHand } from './keys-at-hand.ts';
import { fromHere } from '../words/settings.ts';
import type { Settings } from '../words/settings.ts';
import { draftDocument, nextOf, showDraft } from '../talk/show-draft.ts';
import { openVoice, paint } from '../talk/voice.ts';

/** What is signed, as typed. */
export interface SignTyped {
  readonly file: string;
  /** The root in force. */
  readonly trusted: string | undefined;
}

/** `phasegate keys sign FILE`: adds the signatures of the root keys at hand; needs no work tree. */
export async function runSign(settings: Settings, typed: SignTyped): Promise<number> {
  const voice = openVoice(settings.json);
  const signed = await sign(settings, typed);
  if (!signed.ok) {
    return endRefused(signed.refusal, voice);
  }
  const draft = signed.value;
  const { file } = typed;
  showDraft(draft, voice);
  if (settings.dryRun) {
    const next = 'run the same command without --dry-run';
    const document = { ok: true, outcome: 'dry-run', exit: EXIT.done };
    voice.document({ ...document, ...draftDocument(draft, file), next });
    voice.say(' Dry run: nothing was written.');
    voice.next(next);
    return EXIT.done;
  }
  const asked = { headline: draft.headline, danger: 'ask', versions: [], confirm: '' } as const;
  const answer = await askConsent(asked, settings);
  if (!answer.given) {
    return endDeclined(`${answer.message}; nothing was signed`, answer.interrupted, voice);
  }
  const written = await replaceDraft(fromHere(file), draft.text);
  if (!written.ok) {
    return endRefused(written.refusal, voice);
  }
  // Without the root in force nobody knows here whether its keys have signed.
  const next =
    typed.trusted === undefined && draft.missing.length === 0
      ? `hand ${file} on; phasegate keys publish ${file} says whether a signature is missing`
      : nextOf(draft, file);
  voice.document({
    ok: true,
    outcome: 'signed',
    exit: EXIT.done,
    ...draftDocument(draft, file),
    next,
  });
  voice.say(` ${paint('green', '✔')} ${file} is signed`);
  voice.next(next);
  return EXIT.done;
}

async function sign(settings: Settings, { file, trusted }: SignTyped): Promise<Result<Draft>> {
  const text = await readRootFile(fromHere(file));
  const before =
    trusted === undefined ? accept(undefined) : await readTrustedRoot(fromHere(trusted));
  const at = await keysAtHand(settings, '');
  if (!text.ok) {
    return text;
  }
  if (!before.ok) {
    return before;
  }
  if (!at.ok) {
    return at;
  }
  const draft = readDraft({ file, text: text.value });
  if (!draft.ok) {
    return draft;
  }
  // The draft does not name the old keys that it replaces: without the root before, any that lies there may be one.
  const roots = before.value === undefined ? undefined : [before.value, draft.value];
  const keys = await loadKeys('root', roots, at.value);
  return keys.ok
    ? signDraft({ file, text: text.value, trusted: before.value, keys: keys.value })
    : keys;
}
