import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { buildsFor } from './one-machine.ts';
import { SIGNED_APP } from './signed-machine.ts';

/** Makes the apps that most tests start, before their time is counted: packaging one takes as long as the machine takes. */
async function buildFirst(): Promise<void> {
  await ensureSystemPackages(electronPackages);
  for (const facts of [{ more: ['1.1.1'] }, SIGNED_APP, { inspectable: true }]) {
    await buildsFor(facts);
  }
}

// oxlint-disable-next-line import/no-default-export -- Playwright takes nothing else.
export default buildFirst;
