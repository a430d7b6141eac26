import { basename } from 'node:path';

import type { Arch, Platform } from '@phasegate/rollout';
import { parseSha512 } from '@phasegate/trust';
import * as v from 'valibot';

import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readYaml } from '../yaml-text.ts';
import { archIn, kindIn } from './artifact-name.ts';
import type { NamedFile, NamedRelease } from './named-file.ts';

/** Which machines an update file of electron-builder is for, as its name tells. */
export interface UpdateFileTarget {
  readonly platform: Platform;
  /** Linux has a file for each architecture; the others name it in the files' names. */
  readonly arch: Arch | 'other' | undefined;
}

/** `latest.yml`, `latest-mac.yml`, `latest-linux.yml`, `latest-linux-arm64.yml`, and the same for other channels. */
export function targetIn(name: string): UpdateFileTarget {
  const [, system, arch] = /-(mac|linux)(?:-([a-z\d]+))?\.yml$/.exec(name) ?? [];
  if (system === undefined) {
    return { platform: 'windows', arch: undefined };
  }
  return system === 'mac'
    ? { platform: 'macos', arch: undefined }
    : { platform: 'linux', arch: arch === undefined ? 'x64' : (archIn(arch) ?? 'other') };
}

// Every scalar stays the text that it is: `version: 1.10` must not become the number 1.1.
const YAML = { schema: 'failsafe', maxAliasCount: 0 } as const;
const Shape = v.looseObject({
  version: v.string(),
  files: v.pipe(
    v.array(v.looseObject({ url: v.string(), sha512: v.string(), size: v.optional(v.string()) })),
    v.minLength(1),
  ),
});
const MOST_CHARACTERS = 1024 * 1024;

/** Reads what electron-builder writes beside its artifacts. */
export function readUpdateFile(
  text: string,
  name: string,
  target: UpdateFileTarget = targetIn(name),
): Result<NamedRelease> {
  const read = v.safeParse(Shape, text.length > MOST_CHARACTERS ? undefined : yamlIn(text));
  if (!read.success) {
    return refuse('bad-argument', `${name} is no update file of electron-builder`, NEXT);
  }
  const files: NamedFile[] = [];
  const passedOver: string[] = [];
  for (const entry of read.output.files) {
    const kind = kindIn(entry.url, target.platform);
    const arch = archIn(entry.url) ?? target.arch;
    if (kind === undefined || arch === 'other') {
      passedOver.push(`${oneLine(entry.url, 120)}: ${notFor(target.platform, arch)}`);
      continue;
    }
    const facts = measuresIn(entry, name);
    if (!facts.ok) {
      return facts;
    }
    const { url } = entry;
    const { platform } = target;
    files.push({ platform, arch, kind, path: basename(url), url, ...facts.value });
  }
  return accept({ version: read.output.version, files, passedOver });
}

const NEXT = 'give the file that electron-builder wrote, or use --file and --url';

function measuresIn(
  { url, sha512, size }: v.InferOutput<typeof Shape>['files'][number],
  name: string,
): Result<Pick<NamedFile, 'length' | 'sha512'>> {
  const digest = parseSha512(sha512);
  if (digest === undefined) {
    return refuse('wrong-digest', `${name}: ${oneLine(url, 120)} has no whole sha512`, NEXT);
  }
  const length = size === undefined ? undefined : Number(size);
  return length === undefined || (Number.isSafeInteger(length) && length > 0)
    ? accept({ length, sha512: digest })
    : refuse('wrong-length', `${name}: ${oneLine(url, 120)} has no usable size`, NEXT);
}

/** What an update file says of its release beside the files. */
export interface UpdateWords {
  readonly title: string | undefined;
  readonly notes: string | undefined;
  /** Milliseconds since 1970. */
  readonly date: number | undefined;
  /** The share that it is given to; `undefined`: everybody. What cannot be read counts as 0. */
  readonly staged: number | undefined;
}

const Note = v.looseObject({ version: v.optional(v.string()), note: v.optional(v.string()) });
const Words = v.looseObject({
  releaseName: v.optional(v.string()),
  releaseNotes: v.optional(v.union([v.string(), v.array(Note)])),
  releaseDate: v.optional(v.string()),
  stagingPercentage: v.optional(v.string()),
});

/** Reads the words of an update file that {@link readUpdateFile} has taken. */
export function updateWordsIn(text: string): UpdateWords {
  const read = v.safeParse(Words, yamlIn(text));
  const { releaseName, releaseNotes, releaseDate, stagingPercentage } = read.success
    ? read.output
    : { stagingPercentage: 'unreadable' };
  const notes = Array.isArray(releaseNotes)
    ? releaseNotes.map(({ version, note }) => `${version ?? ''}\n${note ?? ''}`).join('\n\n')
    : releaseNotes;
  const date = Date.parse(releaseDate ?? '');
  const share = /^\d{1,3}$/.test(stagingPercentage ?? '') ? Number(stagingPercentage) : 0;
  return {
    title: releaseName,
    notes,
    date: Number.isNaN(date) ? undefined : date,
    staged: stagingPercentage === undefined || share >= 100 ? undefined : share,
  };
}

function notFor(platform: Platform, arch: Arch | 'other' | undefined): string {
  return arch === 'other'
    ? 'no client of Phasegate has that architecture'
    : `${platform} does not install it by itself`;
}

function yamlIn(text: string): unknown {
  try {
    return readYaml(text, YAML);
  } catch {
    return undefined;
  }
}
