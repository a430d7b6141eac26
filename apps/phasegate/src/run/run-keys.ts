import { checkRoot, EXIT, keyFilesIn, keyName, refuse } from '@phasegate/feed-ops';
import type { KeyRole, Snapshot } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { keysAtHand } from './keys-at-hand.ts';
import { openRun } from './run-command.ts';
import { snapshotFor } from './newest-state.ts';
import { fromHere } from '../words/settings.ts';
import type { Settings } from '../words/settings.ts';
import { aligned } from '../talk/show-change.ts';
import { openVoice, paint } from '../talk/voice.ts';

/** `phasegate keys check-root`: 0 where a client that trusts the one root takes the other, 1 with the reason. */
export async function runCheckRoot(
  json: boolean,
  typed: { readonly trusted: string; readonly next: string },
): Promise<number> {
  const voice = openVoice(json);
  const checked = await checkRoot(fromHere(typed.trusted), fromHere(typed.next));
  if (!checked.ok) {
    return endRefused(checked.refusal, voice);
  }
  const answer = checked.value;
  const exit = answer.ok ? EXIT.done : EXIT.failed;
  const why = answer.ok ? {} : { of: answer.of, ...answer.problem };
  const next = answer.ok ? 'publish it: phasegate keys publish' : 'correct it before anybody signs';
  voice.document({ ok: answer.ok, outcome: 'check-root', exit, ...why, next });
  if (answer.ok) {
    voice.say(` ${paint('green', '✔')} Clients take root ${answer.root.version}`);
  } else {
    const file = answer.of === 'trusted' ? typed.trusted : typed.next;
    voice.prose(
      ` ${paint('red', '✖')} ${file}: ${answer.problem.message} [${answer.problem.code}]`,
    );
  }
  voice.next(next);
  return exit;
}

interface ShownKey {
  readonly role: KeyRole;
  readonly keyid: string;
  readonly threshold: number;
  /** Whether its file lies in the keys folder. */
  readonly here: boolean;
}

/** `phasegate keys show`: the public keys of the newest root. Private material is never printed. */
export async function runShowKeys(settings: Settings): Promise<number> {
  const run = openRun(settings);
  const snapshot = await snapshotFor(run);
  if (!snapshot.ok) {
    return endRefused(snapshot.refusal, run.voice);
  }
  const { config, chain } = snapshot.value;
  if (config?.trust !== 'signed' || chain.newest === undefined) {
    const next = 'phasegate keys init';
    return endRefused(refuse('not-set-up', 'The feeds are unsigned', next).refusal, run.voice);
  }
  const at = await keysAtHand(settings, config.app);
  if (!at.ok) {
    return endRefused(at.refusal, run.voice);
  }
  const keys = await shownKeys(snapshot.value, at.value.folder);
  const { version, expires } = chain.newest;
  const until = new Date(expires).toISOString();
  const { folder } = at.value;
  const next = `phasegate keys rotate ROLE, or phasegate keys revoke ${keyName(keys[0]?.keyid ?? '')}`;
  run.voice.document({
    ok: true,
    outcome: 'keys',
    exit: 0,
    root: version,
    expires: until,
    folder,
    keys,
    next,
  });
  run.voice.say(` Root ${version}, until ${until}`);
  const rows = keys.map((key) => [
    key.role,
    keyName(key.keyid),
    `${key.threshold} must sign`,
    key.here ? 'here' : 'not here',
  ]);
  for (const row of aligned(rows)) {
    run.voice.say(`   ${row}`);
  }
  run.voice.next(next);
  return EXIT.done;
}

async function shownKeys({ chain }: Snapshot, folder: string): Promise<readonly ShownKey[]> {
  const files = new Set((await keyFilesIn(folder)).map(({ keyid }) => keyid));
  const roles = chain.newest?.roles;
  const of = { root: roles?.root, release: roles?.targets, feed: roles?.timestamp };
  return (['root', 'release', 'feed'] as const).flatMap((role) =>
    (of[role]?.keys ?? []).map(({ keyid }) => ({
      role,
      keyid,
      threshold: of[role]?.threshold ?? 1,
      here: files.has(keyid),
    })),
  );
}
