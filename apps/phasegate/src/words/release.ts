import {
  accept,
  packagesFrom,
  readBuildOutput,
  readChannel,
  readNotes,
  readPlatforms,
  readSystemVersion,
  readVersion,
  refuse,
  rfc822,
} from '@phasegate/feed-ops';
import type { AddRelease, BuildOutput, Command, Result } from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** Options of `release add`, as typed. */
export interface AddTyped {
  readonly platform: readonly string[];
  readonly file: readonly string[];
  readonly url: readonly string[];
  readonly arch: readonly string[];
  readonly edSignature: readonly string[];
  readonly from: readonly string[];
  readonly urlBase?: string;
  readonly title?: string;
  readonly notes?: string;
  readonly notesFile?: string;
  readonly channel?: string;
  readonly minSystem?: string;
  readonly maxSystem?: string;
  readonly minAutoupdate?: string;
  readonly critical?: boolean;
  readonly floor?: string;
}

/** `phasegate release add`; measures the files. */
export async function addCommand(
  text: string | undefined,
  typed: AddTyped,
): Promise<Result<Command>> {
  const words = await readWords(typed);
  if (!words.ok) {
    return words;
  }
  const output = await filesOf(text, typed);
  if (!output.ok) {
    return output;
  }
  const { version, packages, files, passedOver } = output.value;
  const { floor, plainNotes, ...release } = words.value;
  return accept({
    kind: 'add',
    release: { version, pubDate: rfc822(Date.now()), ...release },
    plainNotes,
    packages,
    files,
    floor,
    passedOver,
  });
}

type Words = Omit<AddRelease['release'], 'version' | 'pubDate'> &
  Pick<AddRelease, 'floor' | 'plainNotes'>;

/** Everything but the files; read first, since measuring takes its time. */
async function readWords(typed: AddTyped): Promise<Result<Words>> {
  const notes = await readNotes({
    text: typed.notes,
    file: typed.notesFile === undefined ? undefined : fromHere(typed.notesFile),
  });
  const channel = readChannel(typed.channel);
  const minimum = readSystemVersion('--min-system', typed.minSystem);
  const maximum = readSystemVersion('--max-system', typed.maxSystem);
  const autoupdate = optionalVersion(typed.minAutoupdate);
  const floor = optionalVersion(typed.floor);
  for (const one of [notes, channel, minimum, maximum, autoupdate, floor]) {
    if (!one.ok) {
      return one;
    }
  }
  const valueOf = <T>(read: Result<T>): T | undefined => (read.ok ? read.value : undefined);
  return accept({
    title: typed.title,
    notes: valueOf(notes)?.notes,
    plainNotes: valueOf(notes)?.plain,
    channel: valueOf(channel),
    minimumSystemVersion: valueOf(minimum),
    maximumSystemVersion: valueOf(maximum),
    minimumAutoupdateVersion: valueOf(autoupdate),
    critical: typed.critical,
    floor: valueOf(floor),
  });
}

function optionalVersion(
  text: string | undefined,
): ReturnType<typeof readVersion> | Result<undefined> {
  return text === undefined ? accept(undefined) : readVersion(text);
}

async function filesOf(text: string | undefined, typed: AddTyped): Promise<Result<BuildOutput>> {
  const version = optionalVersion(text);
  const platforms = readPlatforms(typed.platform);
  if (!version.ok) {
    return version;
  }
  if (!platforms.ok) {
    return platforms;
  }
  const { from, urlBase } = typed;
  const single = typed.file.length > 0 || typed.url.length > 0;
  if (from.length > 0 !== (urlBase !== undefined) || single === from.length > 0) {
    return refuse(
      'bad-argument',
      'A release comes from --from with --url-base, or from --file with --url',
      'phasegate release add --from dist --url-base https://example.com/files/{version}',
    );
  }
  if (typed.edSignature.length > 0 && !single) {
    return refuse(
      'bad-argument',
      '--ed-signature goes with --file, one for each',
      'leave it out: with --sparkle-key FILE the files of --from are signed here',
    );
  }
  return urlBase === undefined
    ? singleFiles(version.value, platforms.value, typed)
    : readBuildOutput({
        from: from.map(fromHere),
        urlBase,
        version: version.value,
        platforms: platforms.value,
      });
}

async function singleFiles(
  version: BuildOutput['version'] | undefined,
  platforms: ReturnType<typeof readPlatforms> extends Result<infer P> ? P : never,
  { file, url, arch, edSignature }: AddTyped,
): Promise<Result<BuildOutput>> {
  const [platform, ...more] = platforms ?? [];
  if (version === undefined || platform === undefined || more.length > 0) {
    return refuse(
      'bad-argument',
      'Single files do not say of which version they are, and for which platform',
      'phasegate release add 1.2.3 --platform linux --file FILE --url URL',
    );
  }
  const files = { platform, files: file.map(fromHere), urls: url, archs: arch };
  const read = await packagesFrom({ ...files, edSignatures: edSignature });
  return read.ok
    ? accept({
        ...read.value,
        version,
        packages: { [platform]: read.value.packages },
        passedOver: [],
      })
    : read;
}
