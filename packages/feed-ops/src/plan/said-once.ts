import { PLATFORMS } from '@phasegate/rollout';

const PLACE = new RegExp(` on (${PLATFORMS.join('|')})(?=[ ;,:]|$)`);

/** What is said alike of several platforms, said once: `1.1.0 on macos, linux leaves all feeds`. */
export function saidOnce(lines: readonly string[]): readonly string[] {
  const places = new Map<string, { readonly line: string; readonly on: Set<string> }>();
  for (const line of lines) {
    const platform = PLACE.exec(line)?.[1];
    const key = line.replace(PLACE, ' on *');
    const known = places.get(key) ?? { line, on: new Set<string>() };
    places.set(key, known);
    known.on.add(platform ?? '');
  }
  return [...places.values()].map(({ line, on }) =>
    line.replace(PLACE, () => ` on ${[...on].join(', ')}`),
  );
}
