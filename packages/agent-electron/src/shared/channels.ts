/** The IPC channels, few and narrow: no address, path or version ever travels from a window to the main process. */
export const CHANNELS = {
  /** Main to window: a new snapshot. */
  snapshot: 'phasegate:snapshot',
  /** Window asks for the snapshot, and to be told of the next ones. */
  get: 'phasegate:get',
  /** Window: a button of a notice was pressed, by notice id and button index. */
  act: 'phasegate:act',
  /** Window: notices are shown here. */
  noticeReady: 'phasegate:notice-ready',
  /** Window: the user asks for a check. */
  check: 'phasegate:check',
} as const;
