/** The commands that can be planned first and applied later: those that change who is offered what, or what users are told. */
export const PLANNABLE: readonly string[] = [
  'rollout start',
  'rollout pause',
  'rollout resume',
  'rollout escalate',
  'rollout schedule',
  'rollout advance',
  'rollout phases',
  'rollback',
  'withdraw',
  'block',
  'unblock',
  'notice',
  'notice end',
  'advisory correct',
  'undo',
  'emergency lift',
];
