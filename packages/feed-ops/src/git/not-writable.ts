import { refuse } from '../refusal.ts';

/** A disk that takes no files, in words. */
export function notWritable(folder: string, error: unknown): ReturnType<typeof refuse> {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EDQUOT: 'your quota is used up',
  };
  return refuse(
    'not-writable',
    `${folder} cannot be written: ${reasons[code] ?? code}; nothing was changed`,
    'make room or change the rights, and run the same command again',
  );
}
