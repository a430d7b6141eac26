import type { FeedProblem } from './problem.ts';

/** Why an edit was not made. */
export type EditProblem =
  | {
      readonly code:
        | 'no-such-item'
        | 'item-exists'
        | 'no-such-advisory'
        | 'advisory-exists'
        | 'too-many-advisories'
        | 'bad-item'
        | 'unbound-prefix';
      readonly message: string;
    }
  | { readonly code: 'unreadable'; readonly message: string; readonly feed: FeedProblem };

/** The new text, or why there is none. */
export type EditOutcome =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: EditProblem };

/** An edit that was not made. */
export function refuseEdit(
  code: Exclude<EditProblem['code'], 'unreadable'>,
  message: string,
): { readonly ok: false; readonly problem: EditProblem } {
  return { ok: false, problem: { code, message } };
}
