import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

import type { FileEdit } from './plan/plan-types.ts';

/** A ledger and a history follow from the command, and an alias is its feed once more. */
const NOT_SHOWN: readonly FileEdit['role'][] = ['alias', 'ledger', 'history'];

/** A unified diff of each file that a plan changes for clients, or for those who come after, as `git diff` would show it. */
export function unifiedDiff(edits: readonly FileEdit[]): string {
  return edits
    .filter(({ role }) => !NOT_SHOWN.includes(role))
    .map(({ path, before, after }) => {
      const from = before === undefined ? '/dev/null' : `a/${path}`;
      return createTwoFilesPatch(from, `b/${path}`, before ?? '', after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join('');
}
