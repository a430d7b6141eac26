/** Whether the user asks all programs not to report: `DO_NOT_TRACK` set to anything but `0` or nothing. */
export function asksNotToTrack(env: Readonly<Record<string, string | undefined>>): boolean {
  return !['', '0'].includes((env['DO_NOT_TRACK'] ?? '').trim());
}
