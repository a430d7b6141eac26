import { AgentError } from '../error.ts';

/** Names what the disk refused: full, read-only, or something else. */
export function diskError(cause: unknown, what: string): AgentError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AgentError('disk-full', `${what}: the disk is full`, { cause });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new AgentError('disk-read-only', `${what}: the folder cannot be written`, { cause });
  }
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AgentError('disk-failed', `${what}: ${detail}`, { cause });
}
