import type { InitKeys, Renew, RotateKeys, TrustCommand } from '../command.ts';
import { CONFIG_PATH, configText } from '../state/config.ts';
import { firstRoot, newRoot, ONE_ROOT_KEY, rolesOf, rolesWith, rootOf } from './new-root.ts';
import type { KeysContext } from './new-root.ts';
import { planPublication } from './plan-publish.ts';
import { planRevocation } from './plan-revoke.ts';
import type { Change, Planned } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import { reissue } from './reissue.ts';
import { keyName, keysFor } from './signing.ts';

/** A command about keys or expiries to a plan: a new root where keys change, and all feeds issued anew under it. */
export function planKeys(command: TrustCommand, context: KeysContext): Planned {
  switch (command.kind) {
    case 'keys-init':
      return planFirstKeys(command, context);
    case 'keys-rotate':
      return planRotation(command, context);
    case 'keys-revoke':
      return planRevocation(command, context);
    case 'keys-publish':
      return planPublication(command, context);
    case 'renew':
      return planRenewal(command, context);
  }
}

function planFirstKeys(command: InitKeys, context: KeysContext): Planned {
  const { config, facts, snapshot } = context;
  if (config.trust === 'signed') {
    const headline = `The feeds of ${config.title} are signed, under root ${snapshot.chain.newest?.version ?? 0}`;
    const next = 'phasegate keys rotate feed, release or root';
    return { ok: true, plan: { kind: 'nothing-to-do', headline, next } };
  }
  const root = firstRoot(config, command.rootThreshold, facts);
  if (!root.ok) {
    return root;
  }
  const signed = { ...config, trust: 'signed' } as const;
  return reissue(
    command,
    { ...context, config: signed },
    {
      headline: `Sign the feeds of ${config.title}`,
      root: root.value,
      signers: facts.keys?.feed ?? [],
      warnings: command.rootThreshold === 1 ? [ONE_ROOT_KEY] : [],
      releaseKey: facts.keys?.release?.[0],
      edits: [
        {
          path: CONFIG_PATH,
          before: snapshot.configText,
          after: configText(signed, snapshot.configText),
          role: 'config',
        },
      ],
      summary: [
        `${root.value.path} names the keys: build it into the app, and take the root keys offline`,
      ],
      next: `build ${root.value.path} into the app as its root`,
    },
  );
}

function planRotation(command: RotateKeys, context: KeysContext): Planned {
  const { role, alone } = command;
  const old = rootOf(context);
  if (!old.ok) {
    return old;
  }
  if (command.named !== undefined) {
    const said = 'What a new key signs needs the key itself, and only its public half is named';
    return refuse('bad-argument', said, '--public-key goes with --draft FILE');
  }
  const { facts } = context;
  const fresh = facts.keys?.fresh ?? [];
  const rootKeys = keysFor('root', old.value, facts.keys);
  // Clients at the root before find feeds by the old feed key until the next command.
  const before = role === 'feed' && alone ? accept([]) : keysFor('feed', old.value, facts.keys);
  if (!rootKeys.ok) {
    return rootKeys;
  }
  if (!before.ok) {
    return before;
  }
  const root = newRoot(context.config, facts, {
    version: old.value.version + 1,
    roles: rolesWith(role, fresh, old.value),
    signers: [...rootKeys.value, ...(role === 'root' ? fresh : [])],
  });
  if (!root.ok) {
    return root;
  }
  return reissue(command, context, {
    ...rotationWords(
      command,
      root.value.version,
      fresh.map((key) => keyName(key.public.keyid)),
    ),
    root: root.value,
    signers: role === 'feed' ? [...before.value, ...fresh] : before.value,
    releaseKey: role === 'release' ? fresh[0] : undefined,
    edits: [],
  });
}

function rotationWords(
  { role, alone }: RotateKeys,
  version: number,
  named: readonly string[],
): Pick<Change, 'headline' | 'summary' | 'next'> {
  const keys = named.length > 1 ? `${role} keys` : `${role} key`;
  const twice = 'The feeds are signed by the old key and the new one until the next command';
  return {
    headline: `Rotate the ${keys}, root ${version}`,
    summary: [
      `Root ${version} names ${named.join(', ')} as ${keys}, and the old no more`,
      ...(role === 'feed' && !alone ? [twice] : []),
    ],
    next:
      role === 'feed'
        ? 'give CI the new feed key; phasegate renew ends the time of the old one'
        : `build root ${version} into the next release of the app`,
  };
}

function planRenewal(command: Renew, context: KeysContext): Planned {
  const { facts, config } = context;
  const said = {
    headline: `Renew the feeds of ${config.title}`,
    releaseKey: undefined,
    edits: [],
    summary: ['Every feed is issued anew and expires in 30 days; nothing else changes'],
    next: 'let a job do this every week: phasegate renew',
  };
  if (config.trust === 'unsigned') {
    return reissue(command, context, { ...said, root: undefined, signers: [] });
  }
  const old = rootOf(context);
  const feedKeys = old.ok ? keysFor('feed', old.value, facts.keys) : old;
  if (!old.ok) {
    return old;
  }
  if (!feedKeys.ok) {
    return feedKeys;
  }
  if (!command.root) {
    return reissue(command, context, { ...said, root: undefined, signers: feedKeys.value });
  }
  const rootKeys = keysFor('root', old.value, facts.keys);
  const root = rootKeys.ok
    ? newRoot(config, facts, {
        version: old.value.version + 1,
        roles: rolesOf(old.value),
        signers: rootKeys.value,
      })
    : rootKeys;
  return root.ok
    ? reissue(command, context, {
        ...said,
        headline: `${said.headline} and the root, root ${root.value.version}`,
        root: root.value,
        signers: feedKeys.value,
      })
    : root;
}
