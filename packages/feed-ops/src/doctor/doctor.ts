import { CHECKS, error, warning } from './finding.ts';
import type { CheckName, Finding, Remark } from './finding.ts';
import {
  lookAtClone,
  lookAtDisk,
  lookAtGit,
  lookAtIdentity,
  lookAtPush,
  lookAtRemote,
} from './look-at-clone.ts';
import {
  lookAtClock,
  lookAtConfig,
  lookAtFeeds,
  lookAtHealth,
  lookAtKeys,
  lookAtPublished,
  lookAtRepository,
} from './look-at-feeds.ts';
import { judgeNode } from './machine.ts';
import { patientOf } from './patient.ts';
import type { Patient, Surgery } from './patient.ts';

type Check = (patient: Patient) => Promise<readonly Remark[]>;

/** Each check gathers its facts and hands them to a function that judges them. */
const LOOKS: Readonly<Record<CheckName, Check>> = {
  node: ({ nodeVersion }) => Promise.resolve([judgeNode(nodeVersion)]),
  git: lookAtGit,
  identity: lookAtIdentity,
  remote: lookAtRemote,
  push: lookAtPush,
  clone: lookAtClone,
  disk: lookAtDisk,
  clock: lookAtClock,
  config: lookAtConfig,
  feeds: lookAtFeeds,
  repository: lookAtRepository,
  published: lookAtPublished,
  keys: lookAtKeys,
  health: lookAtHealth,
};

/** Looks at everything at once; one check that fails or hangs keeps no other from its answer. */
export async function examine(surgery: Surgery, limitMs: number): Promise<readonly Finding[]> {
  const patient = patientOf(surgery);
  const found = await Promise.all(
    CHECKS.map(async (check) => {
      const remarks = await within(LOOKS[check](patient), limitMs);
      return remarks.map((remark) => ({ check, ...remark }));
    }),
  );
  return found.flat();
}

async function within(
  looking: Promise<readonly Remark[]>,
  limitMs: number,
): Promise<readonly Remark[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Remark[]>((settle) => {
    const message = `No answer within ${limitMs / 1000} s`;
    timer = setTimeout(() => {
      settle([warning(message, 'phasegate doctor --timeout 60')]);
    }, limitMs);
  });
  try {
    return await Promise.race([looking, late]);
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    return [error(`This could not be looked at: ${message}`, 'phasegate doctor, once more')];
  } finally {
    clearTimeout(timer);
  }
}
