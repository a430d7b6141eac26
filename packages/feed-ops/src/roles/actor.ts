import { oneLine } from '../one-line.ts';

/** Who the history names: a name that was given stands beside the one that git knows, never in its place. */
export function actorOf(given: string | undefined, identity: string | undefined): string {
  const known = identity ?? 'unknown';
  return given === undefined ? known : `${oneLine(given, 200)} (as given by ${known})`;
}
