import { rootText, signRoot, TrustError } from '@phasegate/trust';
import type { PrivateKey, Root, RootFacts } from '@phasegate/trust';

import type { PlanFacts } from '../command.ts';
import type { Config } from '../state/config.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { rootPath } from './root-chain.ts';
import type { KeyRole, RootFile } from './root-chain.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { rfc3339 } from '../times.ts';

/** A root expires a year after it was made. */
const ROOT_LIFETIME_MS = 365 * 24 * 60 * 60 * 1000;

/** What one root key alone means. */
export const ONE_ROOT_KEY =
  'One root key alone can replace every key, and without it no key can be replaced: 2 of 3 is better (--root-keys 3 --root-threshold 2).';

/** What a change of keys is planned on. */
export interface KeysContext {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly facts: PlanFacts;
}

/** The first root of a product, from the keys that were made for it. */
export function firstRoot(
  config: Config,
  rootThreshold: number,
  facts: PlanFacts,
): Result<RootFile> {
  const { root = [], release = [], feed = [] } = facts.keys ?? {};
  return newRoot(config, facts, {
    version: 1,
    roles: {
      root: { keys: root, threshold: rootThreshold },
      targets: { keys: release, threshold: 1 },
      timestamp: { keys: feed, threshold: 1 },
    },
    signers: root,
  });
}

/** The root that keys are changed under. */
export function rootOf({ snapshot, config }: KeysContext): Result<Root> {
  const { newest } = snapshot.chain;
  return newest === undefined || config.trust === 'unsigned'
    ? refuse(
        'not-set-up',
        `The feeds of ${config.title} are unsigned, so there are no keys to change`,
        'phasegate keys init',
      )
    : accept(newest);
}

/** What is decided about a root. */
export interface RootDraft {
  readonly version: number;
  readonly roles: Readonly<Record<'root' | 'targets' | 'timestamp', Role>>;
  readonly signers: readonly PrivateKey[];
}

/** The keys of a role, of whom only the public half matters. */
export interface Role {
  readonly keys: readonly { readonly public: PrivateKey['public'] }[];
  readonly threshold: number;
}

/** What the role is called in a draft. */
export function roleIn(role: KeyRole): 'root' | 'targets' | 'timestamp' {
  return role === 'root' ? 'root' : role === 'release' ? 'targets' : 'timestamp';
}

/** The roles of a root, to be changed. */
export function rolesOf(root: Root): RootDraft['roles'] {
  const role = (name: 'root' | 'targets' | 'timestamp'): Role => ({
    keys: root.roles[name].keys.map((key) => ({ public: key })),
    threshold: root.roles[name].threshold,
  });
  return { root: role('root'), targets: role('targets'), timestamp: role('timestamp') };
}

/** The roles of a root with other keys for one of them. */
export function rolesWith(role: KeyRole, keys: Role['keys'], root: Root): RootDraft['roles'] {
  const roles = rolesOf(root);
  const name = roleIn(role);
  return { ...roles, [name]: { ...roles[name], keys } };
}

/** A root, signed, for the year from now. */
export function newRoot(config: Config, { now }: PlanFacts, draft: RootDraft): Result<RootFile> {
  const { version, roles, signers } = draft;
  const role = ({ keys, threshold }: Role): RootFacts['root'] => ({
    keys: keys.map((key) => key.public),
    threshold,
  });
  try {
    const text = rootText({
      version,
      expires: rfc3339(now + ROOT_LIFETIME_MS),
      root: role(roles.root),
      targets: role(roles.targets),
      timestamp: role(roles.timestamp),
    });
    return accept({ path: rootPath(config, version), version, text: signRoot(text, signers) });
  } catch (error) {
    if (error instanceof TrustError) {
      return refuse('bad-root', `The root cannot be made: ${error.message}`, 'phasegate keys show');
    }
    throw error;
  }
}
