const PLATFORM = / on (macos|windows|linux)\b/;

/** Lines that say the same of several platforms as one line each: "on macos", "on linux" become "on macos, linux". */
export function onPlatforms(lines: readonly string[]): readonly string[] {
  const together = new Map<string, readonly string[]>();
  for (const line of lines) {
    const said = line.replace(PLATFORM, ' on \0');
    const platform = PLATFORM.exec(line)?.[1];
    const before = together.get(said) ?? [];
    together.set(said, platform === undefined ? before : [...before, platform]);
  }
  return [...together].map(([said, platforms]) => said.replace('\0', platforms.join(', ')));
}
