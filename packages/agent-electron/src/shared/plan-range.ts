/** Milliseconds that a user may put an install off by: two weeks. */
export const PLAN_WITHIN: number = 14 * 24 * 3_600_000;
