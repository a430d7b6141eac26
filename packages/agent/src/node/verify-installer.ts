import { createReadStream } from 'node:fs';
import { checkPackage } from '@phasegate/trust';
import type { PackageFault } from '@phasegate/trust';
import { AgentError } from '../error.ts';
import type { Target, VerifiedInstaller } from '../target.ts';
import { diskError } from './disk-error.ts';

/**
 * The only road to an installable file: reads the very file and compares length and sha512 with what the feed says.
 * Throws `download-wrong-length`, `download-wrong-digest` or `disk-failed`.
 */
export async function verifyInstaller(path: string, target: Target): Promise<VerifiedInstaller> {
  const check = checkPackage(target.package);
  try {
    for await (const chunk of createReadStream(path)) {
      if (!check.take(chunk as Buffer)) {
        break;
      }
    }
  } catch (cause) {
    throw diskError(cause, `${path} could not be read`);
  }
  const verdict = check.finish();
  if (!verdict.ok) {
    throw faulty(verdict.problem, target);
  }
  return { path, version: target.release.version, proof: verdict.proof } as VerifiedInstaller;
}

function faulty(problem: PackageFault, { release }: Target): AgentError {
  return problem.code === 'wrong-length'
    ? new AgentError(
        'download-wrong-length',
        `the file of ${release.version} has ${problem.actual} bytes or more, not ${problem.expected}`,
      )
    : new AgentError(
        'download-wrong-digest',
        `the file of ${release.version} is not the one that the feed describes (its sha512 differs)`,
      );
}
