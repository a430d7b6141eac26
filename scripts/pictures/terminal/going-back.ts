import { before } from './before.ts';
import { asked, said } from './scene.ts';
import type { Scene } from './scene.ts';

const MONTHS = { holding: 'months' } as const;
const REASON = 'Notes closes while it opens a large notebook, see incident 4711';
/** Ids of advisories begin with the day of their making. */
const TODAY = new Date().toISOString().slice(0, 10);
const ISSUE = 'Notes can close while it opens a large notebook. What you saved is not touched.';

/** Releases taken back, and what users are told. */
export const GOING_BACK: readonly Scene[] = [
  ...asked('rollback', {
    line: `phasegate rollback 1.1.0 --severity high --reason "${REASON}"`,
    question: 'Type 1.1.0 to go on',
    answers: { right: ['1.1.0', 'Enter'], wrong: ['1.0.0', 'Enter'], 'ctrl-c': ['1.1', 'C-c'] },
  }),
  ...asked('rollback-everybody', {
    line: 'phasegate rollback 2.4.0 2.4.2 --severity critical --template data-loss --reason "syncing drops attachments, incident 4720"',
    question: 'to go on',
    answers: {},
    feeds: MONTHS,
  }),
  said('dry-run', `phasegate rollback 1.1.0 --platform linux --dry-run --reason "${REASON}"`),
  said(
    'withdraw',
    `phasegate withdraw 1.1.0 --reason "${REASON}" --issue "${ISSUE}" --confirm 1.1.0`,
  ),
  ...asked('block', {
    line: `phasegate block ">=1.1.0 <1.1.3" --severity critical --reason "${REASON}"`,
    question: 'to go on',
    answers: {},
  }),
  ...asked('unblock', {
    line: 'phasegate unblock "<2.3.0" --reason "the server keeps the old protocol"',
    question: '?',
    answers: { yes: ['y'] },
    feeds: MONTHS,
  }),
  ...asked('notice', {
    line: 'phasegate notice --template performance --versions "<1.1.0" --expires 30d --reason "slow start"',
    question: '?',
    answers: { yes: ['y'] },
  }),
  said(
    'notice-end',
    `phasegate notice end ${TODAY}-notes-can-close-while-it --reason "solved" --yes`,
    {
      prepare: before([
        'notice',
        '--issue',
        ISSUE,
        '--versions',
        '<1.1.0',
        '--reason',
        'slow start',
      ]),
    },
  ),
  said('advisory-list', 'phasegate advisory list', { feeds: MONTHS }),
  said('advisory-list-none', 'phasegate advisory list'),
  said(
    'advisory-correct',
    `phasegate advisory correct ${TODAY}-notes-can-lose-what-was-typed --issue "${ISSUE}" --reason "clearer" --yes`,
    { feeds: MONTHS },
  ),
  ...asked('undo', {
    line: 'phasegate undo --reason "paused the wrong release"',
    question: '?',
    answers: { yes: ['y'] },
    prepare: before(['rollout', 'pause', '1.1.0']),
  }),
  said('undo-refused', 'phasegate undo --sequence 7 --reason "was the wrong one"', {
    feeds: MONTHS,
  }),
];
