import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

import type { FileEdit } from './plan/plan-types.ts';

/** A unified diff of each feed that a plan changes, as `git diff` would show it. */
export function unifiedDiff(edits: readonly FileEdit[]): string {
  return edits
    .filter(({ role }) => role === 'feed')
    .map(({ path, before, after }) => {
      const from = before === undefined ? '/dev/null' : `a/${path}`;
      return createTwoFilesPatch(from, `b/${path}`, before ?? '', after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join('');
}
