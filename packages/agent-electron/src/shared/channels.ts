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
  /** Window: notices are not shown here any more. */
  noticeGone: 'phasegate:notice-gone',
  /** Window: a notice is in view, by its id. */
  noticeShown: 'phasegate:notice-shown',
  /** Window: the user asks for a check. */
  check: 'phasegate:check',
  /** Window: the user chose the menu entry. */
  menu: 'phasegate:menu',
  /** Window: the user says when to install, as `on-quit`, epoch milliseconds, or `null` for not at all. */
  installLater: 'phasegate:install-later',
  /** Window: busy with this, in a short plain text. */
  busy: 'phasegate:busy',
  /** Window: no longer busy with this. */
  idle: 'phasegate:idle',
} as const;
