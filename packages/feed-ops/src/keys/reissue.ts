import type { PrivateKey, Root } from '@phasegate/trust';

import type { PlanFacts, TrustCommand } from '../command.ts';
import { compose } from '../plan/compose.ts';
import type { Composed } from '../plan/compose.ts';
import type { Config } from '../state/config.ts';
import { commitSubject } from '../git/commit-message.ts';
import { entryOf } from '../plan/entry.ts';
import { breachesOf } from '../feeds/invariants.ts';
import { withRelease } from '../state/ledger.ts';
import type { Ledger } from '../state/ledger.ts';
import { defaultFloor, signItem } from '../feeds/package-statement.ts';
import type { FileEdit, Planned } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readChain, trustOf } from './root-chain.ts';
import type { RootChain, RootFile } from './root-chain.ts';
import { signedBy } from './signing.ts';
import type { Signing } from './signing.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { sparkleSigner } from './sparkle-key.ts';

/** What feeds are issued anew for, and with what. */
export interface Reissue {
  readonly headline: string;
  /** The root to publish with them; `undefined` where it stays. */
  readonly root: RootFile | undefined;
  /** None where the feeds are unsigned. */
  readonly signers: readonly PrivateKey[];
  /** Signs every package anew; `undefined` where their statements stay. */
  readonly releaseKey: PrivateKey | undefined;
  readonly edits: readonly FileEdit[];
  readonly summary: readonly string[];
  /** What the operator should know before saying yes. */
  readonly warnings?: readonly string[];
  readonly next: string;
}

const LEDGER =
  'Every package is signed as it stands in the ledger; make sure that all of them are yours.';

interface Context {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly facts: PlanFacts;
}

interface Composing extends Context {
  /** With the root that is published now. */
  readonly chain: RootChain;
  /** The root before. */
  readonly believed: Root | undefined;
}

/** All feeds of all platforms under the next sequence, with what they hold as it is. */
export function reissue(command: TrustCommand, context: Context, what: Reissue): Planned {
  const { snapshot, config } = context;
  const { root } = what;
  const chain = root === undefined ? snapshot.chain : readChain([...snapshot.chain.files, root]);
  if (chain.problem !== undefined) {
    return refuse(
      'bad-root',
      chain.problem.message,
      'phasegate keys show lists the keys of the root',
    );
  }
  const trust = trustOf(config, chain);
  const believed = snapshot.chain.newest;
  const composed = composeAll(command, { ...context, chain, believed }, what);
  if (!composed.ok || trust === undefined) {
    return composed.ok ? refuse('bad-root', 'There is no root', 'phasegate verify') : composed;
  }
  const about = { app: config.app, trust };
  const [breach] = composed.value.flatMap(({ after }) =>
    breachesOf(after, about, context.facts.now),
  );
  if (breach !== undefined) {
    const said = `The result would be wrong: ${breach.message}`;
    return refuse('broken-invariant', said, 'report this; nothing was changed');
  }
  const rootEdits: readonly FileEdit[] =
    root === undefined
      ? []
      : [{ path: root.path, before: undefined, after: root.text, role: 'root' }];
  const edits = [...what.edits, ...rootEdits, ...composed.value.flatMap((one) => one.edits)];
  return {
    ok: true,
    plan: changeOf(command, context, { what, trust, edits, composed: composed.value }),
  };
}

function changeOf(
  command: TrustCommand,
  { config }: Context,
  done: {
    readonly what: Reissue;
    readonly trust: NonNullable<ReturnType<typeof trustOf>>;
    readonly edits: readonly FileEdit[];
    readonly composed: readonly Composed[];
  },
): Extract<Planned, { readonly ok: true }>['plan'] {
  const { what, trust, edits, composed } = done;
  const sequence = Math.max(...composed.map(({ after }) => after.ledger.sequence));
  const reason = 'reason' in command ? command.reason : undefined;
  const asks = command.kind !== 'renew' && command.kind !== 'keys-init';
  return {
    kind: 'change',
    headline: what.headline,
    edits,
    message: {
      subject: commitSubject(what.headline, reason),
      body: [`Phasegate wrote this commit: ${command.kind}, feed sequence ${sequence}.`],
    },
    summary: what.summary,
    affected: [],
    warnings: [...(what.warnings ?? []), ...(what.releaseKey === undefined ? [] : [LEDGER])],
    danger: asks ? 'ask' : 'none',
    confirm: '',
    versions: [],
    platforms: config.platforms,
    sequence,
    trust: signedBy(trust, what.signers),
    next: what.next,
  };
}

function composeAll(
  command: TrustCommand,
  composing: Composing,
  { signers, releaseKey }: Reissue,
): Result<readonly Composed[]> {
  const { snapshot, config, facts, believed } = composing;
  const signing = signingUnder(composing, signers);
  if (!signing.ok) {
    return signing;
  }
  const sequence = 1 + Math.max(0, ...snapshot.states.map(({ ledger }) => ledger.sequence));
  const all: Composed[] = [];
  for (const state of snapshot.states) {
    const ledger =
      releaseKey === undefined
        ? accept(state.ledger)
        : signedLedger(state.ledger, releaseKey, { app: config.app, now: facts.now, believed });
    if (!ledger.ok) {
      return ledger;
    }
    const entry = entryOf(command, facts);
    const next = { ...ledger.value, sequence };
    const one = compose(state, next, entry, {
      ...facts,
      config,
      writesFeeds: true,
      signing: signing.value,
    });
    if (!one.ok) {
      return one;
    }
    all.push(one.value);
  }
  return accept(all);
}

function signingUnder(
  { config, facts, chain: { newest } }: Composing,
  signers: readonly PrivateKey[],
): Result<Signing | undefined> {
  if (config.trust === 'unsigned' || newest === undefined) {
    return accept(undefined);
  }
  const sparkle = sparkleSigner(config.sparkleKey, newest, facts.keys?.sparkle);
  return sparkle.ok ? accept({ root: newest, signers, sparkle: sparkle.value }) : sparkle;
}

/** Every item that may be offered again, signed by this key; what is withdrawn stays as it is. */
function signedLedger(
  ledger: Ledger,
  key: PrivateKey,
  {
    app,
    now,
    believed,
  }: { readonly app: string; readonly now: number; readonly believed: Root | undefined },
): Result<Ledger> {
  let next = ledger;
  for (const release of ledger.releases) {
    if (release.state !== 'withdrawn') {
      const context = { app, platform: ledger.platform };
      const floor = defaultFloor(ledger, release.version, now);
      const item = signItem(release.item, floor, { context, key, believed });
      if (!item.ok) {
        return item;
      }
      next = withRelease(next, { ...release, item: item.value });
    }
  }
  return accept(next);
}
