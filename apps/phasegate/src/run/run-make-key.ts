import {
  accept,
  EXIT,
  findWorkTree,
  keysFolderOutside,
  makeKeys,
  refuse,
  writeKeys,
} from '@phasegate/feed-ops';
import type { KeyRole, Result } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { readRole } from '../words/keys.ts';
import { keysAtHand } from './keys-at-hand.ts';
import { fromHere } from '../words/settings.ts';
import type { Settings } from '../words/settings.ts';
import { shortPath } from '../talk/prose.ts';
import { openVoice } from '../talk/voice.ts';

/** `phasegate keys make`: a key that never leaves its holder; others get to know its public half. */
export async function runMakeKey(settings: Settings, typed: string): Promise<number> {
  const voice = openVoice(settings.json);
  const role = readRole(typed);
  const folder = role.ok ? await folderFor(settings) : role;
  const at = await keysAtHand(settings, '');
  if (!role.ok) {
    return endRefused(role.refusal, voice);
  }
  if (!folder.ok) {
    return endRefused(folder.refusal, voice);
  }
  if (!at.ok) {
    return endRefused(at.refusal, voice);
  }
  if (settings.dryRun) {
    const next = 'run the same command without --dry-run';
    voice.document({ ok: true, outcome: 'dry-run', exit: EXIT.done, role: role.value, next });
    voice.say(` Dry run: a ${role.value} key would be made in ${folder.value}`);
    voice.next(next);
    return EXIT.done;
  }
  const made = makeKeys(role.value, 1);
  const [path] = await writeKeys(folder.value, made, at.value.givenPassphrase());
  const { hex, keyid } = made[0]?.key.public ?? {};
  const next = nextOf(role.value, hex ?? '');
  const document = { ok: true, outcome: 'made', exit: EXIT.done, role: role.value };
  voice.document({ ...document, keyid, public: hex, path, next });
  voice.say(` New key: ${shortPath(path ?? folder.value)}`);
  voice.say(` Public:  ${hex}`);
  voice.next(next);
  return EXIT.done;
}

/** Without a work tree there is no app whose folder it could be, so it is named. */
async function folderFor({ keys, folder }: Settings): Promise<Result<string>> {
  if (keys === undefined) {
    return refuse('bad-argument', 'Where the key is to lie is not said', 'name it with --keys DIR');
  }
  const tree = await findWorkTree(folder);
  return tree.ok ? keysFolderOutside(fromHere(keys), tree.value.root) : accept(fromHere(keys));
}

function nextOf(role: KeyRole, hex: string): string {
  return `whoever makes the draft: phasegate keys rotate ${role} --public-key ${hex} --draft FILE`;
}
