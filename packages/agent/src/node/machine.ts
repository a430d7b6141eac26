import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { bucketOf } from '@phasegate/rollout';
import type { Bucket } from '@phasegate/rollout';
import { AgentError } from '../error.ts';
import type { Diagnostics } from '../snapshot.ts';
import { systemId } from './system-id.ts';

/** This machine's identity. The id itself never leaves this module. */
export interface Machine extends Pick<Diagnostics['machine'], 'source'> {
  /** First eight hex digits of the id's md5, enough to tell two machines apart in a support case. */
  readonly idPrefix: string;
  readonly bucket: Bucket;
}

/** The machine that has this id; the same id is always in the same bucket. */
export function machineOf(id: string, source: Machine['source']): Machine {
  const digest = createHash('md5').update(id, 'utf8').digest('hex');
  const bucket = bucketOf(digest);
  if (bucket === undefined) {
    throw new AgentError('bad-configuration', 'md5 gave something else than 32 hex digits');
  }
  return { idPrefix: digest.slice(0, 8), source, bucket };
}

/**
 * Who this machine is: node-machine-id's hashed form, or, where the system has no id, a random one that is kept in
 * `folder`. Where that cannot be kept either, the id lasts for this start only; a machine is never turned away.
 */
export async function readMachine(
  folder: string,
  askSystem: () => Promise<string> = () => systemId(),
): Promise<Machine> {
  const id = await askSystem().catch(() => '');
  return isRealId(id)
    ? machineOf(id, 'machine-id')
    : machineOf(await generatedId(folder), 'generated');
}

/** node-machine-id hashes whatever it finds, an empty file and the host name too (feed-format): both are no id. */
function isRealId(id: string): boolean {
  const fakes = ['', hostname(), hostname().toLowerCase()].map((text) =>
    createHash('sha256').update(text).digest('hex'),
  );
  return /^[\da-f]{64}$/.test(id) && !fakes.includes(id);
}

async function generatedId(folder: string): Promise<string> {
  const file = path.join(folder, 'machine-id');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[\da-f-]{36}$/.test(kept)) {
    return kept;
  }
  const id = randomUUID();
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${id}\n`, { mode: 0o600 });
  } catch {
    // A read-only or full disk: this start has its id, the next one draws another.
  }
  return id;
}
