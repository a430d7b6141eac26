/**
 * Notices in React: `<UpdateNotice />`, which renders `<phasegate-notice>`, and `useUpdate()`, which reads the agent's state.
 *
 * @packageDocumentation
 */
export { UpdateNotice } from './update-notice.ts';
export type { UpdateNoticeProps } from './update-notice.ts';
export { useUpdate } from './use-update.ts';
export type { Update } from './use-update.ts';
