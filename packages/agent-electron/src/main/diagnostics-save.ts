import { writeFile } from 'node:fs/promises';

/** What became of a file that somebody wanted to save. */
export type Saved =
  | { readonly kind: 'saved' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly why: string };

/** Writes the text where the user says; the answer holds no path. */
export async function saveText(
  text: string,
  askWhere: () => Promise<string | undefined>,
): Promise<Saved> {
  try {
    const file = await askWhere();
    if (file === undefined) {
      return { kind: 'cancelled' };
    }
    await writeFile(file, text, { mode: 0o600 });
    return { kind: 'saved' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'failed', why: WHY[code ?? ''] ?? unknown(code) };
  }
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'the folder is gone',
  EISDIR: 'there is a folder of this name',
};

function unknown(code: string | undefined): string {
  return code === undefined ? 'the system does not say why' : `the system says ${code}`;
}
