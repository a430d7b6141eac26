import type { KeyRole } from '../keys/root-chain.ts';
import { keyName } from '../keys/signing.ts';
import { error, ok, warning } from './finding.ts';
import type { Remark } from './finding.ts';

/** A key that this run could sign with; its secret was not looked at. */
export interface KeyAtHand {
  readonly role: KeyRole;
  readonly keyid: string | undefined;
  /** A path, or the name of a variable. */
  readonly from: string;
  /** Whether others than its owner may read it; never for a variable. */
  readonly open: boolean;
}

/** Which keys there should be, and which there are. */
export interface KeysFacts {
  readonly signed: boolean;
  /** The ids that the newest root names; `undefined` where there is none. */
  readonly named: Readonly<Record<KeyRole, readonly string[]>> | undefined;
  readonly root: number | undefined;
  readonly threshold: number;
  readonly atHand: readonly KeyAtHand[];
  readonly folder: string;
  /** Whether nobody is there who could take a key away again: a build machine. */
  readonly ci: boolean;
}

const PLACES: Readonly<Record<Exclude<KeyRole, 'root'>, string>> = {
  feed: 'set PHASEGATE_FEED_KEY, or name the folder with --keys DIR',
  release: 'set PHASEGATE_RELEASE_KEY, or name the folder with --keys DIR',
};

/** Whether the keys that commands need are here, and those that must not be are not. */
export function judgeKeys(facts: KeysFacts): readonly Remark[] {
  const { signed, named, atHand } = facts;
  const open = openRemarks(facts);
  if (!signed || named === undefined) {
    return [
      ...open,
      warning(
        'The feeds are unsigned: whoever can change what the host serves can change what clients install',
        'phasegate keys init',
      ),
    ];
  }
  const remarks = [
    ...open,
    ...(['feed', 'release'] as const).flatMap((role) => missingRemark(role, facts)),
    ...atHand.filter((key) => isStale(key, named)).map((key) => staleRemark(key, facts)),
    ...rootRemarks(facts),
  ];
  return remarks.length === 0
    ? [ok(`The feed and release keys of root ${facts.root} are here`)]
    : remarks;
}

function openRemarks({ atHand, folder }: KeysFacts): readonly Remark[] {
  const open = atHand.filter((key) => key.open).map(({ from }) => from);
  if (open.length > 1 && open.every((from) => from.startsWith(folder))) {
    const what = `${open.length} files in ${folder} can be read by others than their owner`;
    return [error(what, `chmod -R go-rwx "${folder}"`)];
  }
  return open.map((from) =>
    error(`${from} can be read by others than its owner`, `chmod go-rwx "${from}"`),
  );
}

function missingRemark(
  role: Exclude<KeyRole, 'root'>,
  { named, atHand, root, folder }: KeysFacts,
): readonly Remark[] {
  const here = atHand.some((key) => named?.[role].includes(key.keyid ?? '') === true);
  if (here) {
    return [];
  }
  const what = `No ${role} key of root ${root} is here (looked in ${folder})`;
  return role === 'feed'
    ? [error(`${what}: no feed can be changed from this machine`, PLACES.feed)]
    : [warning(`${what}: release add cannot sign packages here`, PLACES.release)];
}

function isStale(
  { keyid }: KeyAtHand,
  named: Readonly<Record<KeyRole, readonly string[]>>,
): boolean {
  return keyid !== undefined && !Object.values(named).flat().includes(keyid);
}

function staleRemark({ from, role, keyid }: KeyAtHand, { root }: KeysFacts): Remark {
  return warning(
    `${from} holds the ${role} key ${keyName(keyid ?? '')}, which root ${root} does not name`,
    'phasegate keys show; a key that was replaced belongs offline, or away',
  );
}

/** Root keys together in one place are worth as much as the place. */
function rootRemarks({ atHand, named, threshold, ci }: KeysFacts): readonly Remark[] {
  const roots = atHand.filter(
    ({ keyid, role }) => role === 'root' || named?.root.includes(keyid ?? '') === true,
  );
  const [first] = roots;
  if (first === undefined) {
    return [];
  }
  if (ci) {
    return [
      error(
        `A root key lies on a build machine (${first.from}): whoever gets in there owns every client`,
        `take it away from here, then replace it: phasegate keys rotate root`,
      ),
    ];
  }
  const enough = roots.filter(({ keyid }) => named?.root.includes(keyid ?? '')).length >= threshold;
  return enough
    ? [
        warning(
          `${roots.length} root keys lie together here, enough to sign a root alone`,
          'give each to its holder, offline; docs/keys.md says how',
        ),
      ]
    : [];
}
