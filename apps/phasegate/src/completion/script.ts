import { readFile } from 'node:fs/promises';

import { openVoice } from '../talk/voice.ts';

const NEXT = 'phasegate completion --help says where to put it';

/** Prints the completion script of a shell as it lies in the package. */
export async function printScript(shell: string, json: boolean): Promise<number> {
  const script = await readFile(
    new URL(`../../completion/phasegate.${shell}`, import.meta.url),
    'utf8',
  );
  if (json) {
    openVoice(true).document({
      ok: true,
      outcome: 'completion',
      exit: 0,
      shell,
      script,
      next: NEXT,
    });
  } else {
    process.stdout.write(script);
  }
  return 0;
}
