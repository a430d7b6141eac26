import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import type { PackageFacts } from '@phasegate/appcast';
import { PLATFORMS } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';
import { signRaw } from '@phasegate/trust';
import type { PrivateKey, PublicKey } from '@phasegate/trust';

import type { AddRelease, Command, PlatformPackages } from '../command.ts';
import {
  isSparkleSigned,
  mayReadSparkle,
  sparklePublic,
  sparkleSigner,
} from '../keys/sparkle-key.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import type { Snapshot } from '../state/snapshot.ts';

/** A file of a release on this machine. */
export interface LocalFile {
  /** Absolute. */
  readonly path: string;
  /** Sparkle's signature of it, where an operator brings one. */
  readonly edSignature?: string | undefined;
}

/** The same command with Sparkle's signatures on its packages, as far as the keys at hand and those given go. */
export type SparkleSigning = (
  command: Command,
  snapshot: Snapshot,
  given: readonly PrivateKey[] | undefined,
) => Promise<Result<Command>>;

/**
 * Checks the signatures that `release add` was given, and makes the others once the Sparkle key is there. A file is
 * read once, however often planning starts again.
 */
export function sparkleSigning(): SparkleSigning {
  const known = new Map<string, string>();
  return async (command, { config, chain }, given) => {
    if (command.kind !== 'add') {
      return accept(command);
    }
    const configured = config?.sparkleKey;
    const wanted = configured && sparklePublic(configured.public);
    if (wanted === undefined || chain.newest === undefined) {
      return withoutKey(command);
    }
    const signer =
      given === undefined ? accept(undefined) : sparkleSigner(configured, chain.newest, given);
    return signer.ok ? signedAll(command, { wanted, signer: signer.value, known }) : signer;
  };
}

interface SignWith {
  readonly wanted: PublicKey;
  readonly signer: PrivateKey | undefined;
  /** By key and sha512. */
  readonly known: Map<string, string>;
}

function withoutKey(command: AddRelease): Result<Command> {
  const files = Object.values(command.files ?? {});
  return files.every(({ edSignature }) => edSignature === undefined)
    ? accept(command)
    : refuse(
        'bad-argument',
        '--ed-signature was given, and phasegate.json names no Sparkle key to check it by',
        'put the SUPublicEDKey into phasegate.json as sparkleKey, or leave --ed-signature out',
      );
}

async function signedAll(command: AddRelease, work: SignWith): Promise<Result<Command>> {
  const packages: { [P in Platform]?: readonly PackageFacts[] } = {};
  for (const platform of PLATFORMS) {
    const signed: PackageFacts[] = [];
    for (const one of command.packages[platform] ?? []) {
      const local = command.files?.[one.url];
      const isAsked =
        local?.edSignature !== undefined ||
        (mayReadSparkle(platform) && work.signer !== undefined && one.edSignature === undefined);
      const whole = isAsked ? await signedOne(one, local, work) : accept(one);
      if (!whole.ok) {
        return whole;
      }
      signed.push(whole.value);
    }
    Object.assign(packages, signed.length === 0 ? {} : { [platform]: signed });
  }
  return accept({ ...command, packages: packages satisfies PlatformPackages });
}

async function signedOne(
  facts: PackageFacts,
  local: LocalFile | undefined,
  { wanted, signer, known }: SignWith,
): Promise<Result<PackageFacts>> {
  const name = `${wanted.hex} ${facts.sha512} ${local?.edSignature ?? ''}`;
  const before = known.get(name);
  if (before !== undefined) {
    return accept({ ...facts, edSignature: before });
  }
  const bytes = await bytesOf(facts, local);
  if (!bytes.ok) {
    return bytes;
  }
  const edSignature = local?.edSignature ?? (signer && base64Of(signRaw(signer, bytes.value)));
  if (edSignature === undefined || !isSparkleSigned(wanted, bytes.value, edSignature)) {
    return refuse(
      'wrong-digest',
      `--ed-signature is not the Sparkle key's signature of ${basename(local?.path ?? facts.url)}`,
      'sign this very file with the key that phasegate.json names: sign_update -p FILE',
    );
  }
  known.set(name, edSignature);
  return accept({ ...facts, edSignature });
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

// What Node reads at once; installers of Windows end there as well.
const MOST_BYTES = 2 ** 31 - 1;

/**
 * The whole file. Everywhere else an installer takes the memory of one piece, but Ed25519 signs the message itself and
 * not a digest of it, so this once it is in memory at once.
 */
async function bytesOf(
  { url, length, sha512 }: PackageFacts,
  local: LocalFile | undefined,
): Promise<Result<Uint8Array>> {
  if (local === undefined) {
    return refuse(
      'no-such-file',
      `The file of ${url} is not here, and Sparkle's signature is over its bytes`,
      'run it where the file lies beside its description, or use --file with --ed-signature',
    );
  }
  if (length > MOST_BYTES) {
    const said = `${local.path} has ${length} bytes; 2 GiB is the most that can be signed for Sparkle`;
    return refuse('wrong-length', said, 'make the installer smaller');
  }
  const bytes = await readFile(local.path).catch(() => undefined);
  if (bytes === undefined) {
    return refuse('no-such-file', `${local.path} cannot be read`, 'check the path');
  }
  return createHash('sha512').update(bytes).digest('base64') === sha512
    ? accept(bytes)
    : refuse(
        'wrong-digest',
        `${local.path} has changed since it was measured; nothing was changed`,
        'let the build come to its end, and run the same command again',
      );
}
