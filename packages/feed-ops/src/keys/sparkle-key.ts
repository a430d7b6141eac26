import type { Platform } from '@phasegate/rollout';
import { parsePublicKey, readSparkleKey, TrustError, verifySignature } from '@phasegate/trust';
import type { PrivateKey, PublicKey, Root } from '@phasegate/trust';

import type { Breach } from '../feeds/invariants.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { ROLE_NAMES, trustOf } from './root-chain.ts';
import type { Snapshot } from '../state/snapshot.ts';

/** The app's Sparkle key as its `SUPublicEDKey` has it: base64 of the 32 bytes. */
export interface SparklePublic {
  readonly public: string;
}

/** Reads base64 of an Ed25519 public key; `undefined` where it is none that may be trusted. */
export function sparklePublic(text: string): PublicKey | undefined {
  const bytes = Buffer.from(text, 'base64');
  const verdict = parsePublicKey(bytes.toString('hex'));
  return verdict.ok && bytes.toString('base64') === text ? verdict.key : undefined;
}

/** Reads the public Sparkle key that an operator typed. */
export function readSparklePublic(text: string | undefined): Result<SparklePublic | undefined> {
  if (text === undefined) {
    return accept(undefined);
  }
  return sparklePublic(text) === undefined
    ? refuse(
        'bad-argument',
        'That is no public Sparkle key',
        'write the base64 text that Info.plist has as SUPublicEDKey',
      )
    : accept({ public: text });
}

/** Opens what Sparkle's `generate_keys -x` wrote; the text is never shown. */
export function openSparkleKey(name: string, text: string): Result<PrivateKey> {
  try {
    return accept(readSparkleKey(text));
  } catch (error) {
    if (error instanceof TrustError) {
      const said = `${name} is no Sparkle key: ${error.message}`;
      return refuse('bad-key-file', said, "export it with Sparkle's generate_keys -x FILE");
    }
    throw error;
  }
}

/** Whether stock Sparkle or WinSparkle may read the feeds of a platform. */
export function mayReadSparkle(platform: Platform): boolean {
  return platform !== 'linux';
}

/** Whether a text is the base64 of an Ed25519 signature, as Sparkle's `sign_update -p` prints it. */
export function isSparkleSignature(text: string | undefined): text is string {
  const bytes = Buffer.from(text ?? '', 'base64');
  return bytes.length === 64 && bytes.toString('base64') === text;
}

/** Whether this is the Sparkle key's signature of these bytes. */
export function isSparkleSigned(
  key: PublicKey,
  bytes: Uint8Array | undefined,
  text: string | undefined,
): boolean {
  const hex = Buffer.from(text ?? '', 'base64').toString('hex');
  return bytes !== undefined && verifySignature(key, bytes, hex);
}

/** What writes Sparkle's trailer, and signs packages; `undefined` where no Sparkle key is configured. */
export function sparkleSigner(
  configured: SparklePublic | undefined,
  root: Root,
  given: readonly PrivateKey[] | undefined,
): Result<PrivateKey | undefined> {
  if (configured === undefined) {
    return accept(undefined);
  }
  const wanted = sparklePublic(configured.public);
  const role = (['feed', 'release', 'root'] as const).find((one) =>
    root.roles[ROLE_NAMES[one]].keys.some(({ hex }) => hex === wanted?.hex),
  );
  if (role !== undefined) {
    const said = `The Sparkle key is also the ${role} key of root ${root.version}; it has to be one of its own`;
    return refuse('wrong-key', said, 'configure the key of generate_keys in phasegate.json');
  }
  if (given === undefined) {
    const said = `This writes feeds that the Sparkle key ${configured.public} signs, and it is not here`;
    return refuse('no-sparkle-key', said, WAY_TO_SPARKLE_KEY);
  }
  const key = given.find((one) => one.public.hex === wanted?.hex);
  return key === undefined
    ? refuse(
        'wrong-key',
        `This is not the private key of the Sparkle key ${configured.public}`,
        'use the key whose public half phasegate.json names as sparkleKey',
      )
    : accept(key);
}

/** What to do where the Sparkle key is not at hand. */
export const WAY_TO_SPARKLE_KEY: string =
  'give it with --sparkle-key FILE, in PHASEGATE_SPARKLE_KEY, or as sparkle.key in the folder of --keys DIR';

const TRAILER =
  /<!-- sparkle-signatures:\nedSignature: ([A-Za-z\d+/]{86}==)\nlength: (\d+)\n-->\n$/;

/** Every signed feed whose trailer is not the one that its config asks for. Commands that write feeds mend it. */
export function trailerBreaches({ config, states, chain }: Snapshot): readonly Breach[] {
  if (trustOf(config, chain)?.kind !== 'signed') {
    return [];
  }
  const key = config?.sparkleKey && sparklePublic(config.sparkleKey.public);
  return states.flatMap(({ feeds }) =>
    feeds.flatMap(({ path, text }): readonly Breach[] => {
      const problem = text === undefined ? undefined : trailerProblem(text, key);
      return problem === undefined
        ? []
        : [
            {
              code: 'sparkle-trailer',
              path,
              message: `${path} ${problem}; phasegate renew mends it`,
            },
          ];
    }),
  );
}

function trailerProblem(text: string, key: PublicKey | undefined): string | undefined {
  const found = TRAILER.exec(text);
  if (key === undefined) {
    return found === null ? undefined : 'carries a trailer for Sparkle, and no key is configured';
  }
  if (found === null) {
    return 'lacks the trailer of the configured Sparkle key';
  }
  const [, signature = '', length] = found;
  const before = Buffer.from(text.slice(0, found.index));
  const hex = Buffer.from(signature, 'base64').toString('hex');
  return Number(length) === before.length && verifySignature(key, before, hex)
    ? undefined
    : 'has a trailer that the configured Sparkle key did not sign';
}
