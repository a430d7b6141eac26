import { constants } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { diskError } from '@phasegate/agent/node';

/** Puts a file in another place as well: by a second name, which takes no room, or by a copy. Throws `disk-*`. */
export async function placeFile(from: string, to: string): Promise<void> {
  try {
    await rm(to, { force: true });
    await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
  } catch (cause) {
    throw diskError(cause, 'the installer could not be put in its place');
  }
}
