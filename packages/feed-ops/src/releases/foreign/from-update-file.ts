import { basename } from 'node:path';

import type { Platform } from '@phasegate/rollout';

import { oneLine } from '../../one-line.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import { readVersion } from '../../request.ts';
import { rfc822 } from '../../times.ts';
import type { NamedFile } from '../named-file.ts';
import { readUpdateFile, targetIn, updateWordsIn } from '../update-file.ts';
import { packageUrl } from '../url-base.ts';
import type { Candidates, ForeignPackage } from './candidate.ts';
import { plainNotes } from '../plain-notes.ts';

/** Where an update file was found, and for whom. */
export interface UpdateFileFacts {
  readonly platform: Platform;
  readonly name: string;
  /** The folder that its files are published in; `undefined` where nobody knows. */
  readonly urlBase: string | undefined;
}

/** The one release of a `latest*.yml`, as electron-updater would offer it. */
export function fromUpdateFile(
  text: string,
  { platform, name, urlBase }: UpdateFileFacts,
): Result<Candidates> {
  const found = targetIn(basename(name));
  const target = found.platform === platform ? found : { platform, arch: undefined };
  const read = readUpdateFile(text, name, target);
  if (!read.ok) {
    return refuse(
      'bad-feed',
      read.refusal.message,
      'name a latest*.yml as electron-builder writes it with --from',
    );
  }
  const version = readVersion(read.value.version);
  if (!version.ok) {
    const said = `${oneLine(read.value.version, 64)}: its version is no full semver 2.0.0 version`;
    return accept({ releases: [], passedOver: [...read.value.passedOver, said] });
  }
  const packages: ForeignPackage[] = [];
  for (const file of read.value.files) {
    const one = packageOf(file, version.value, urlBase);
    if (!one.ok) {
      return one;
    }
    packages.push(one.value);
  }
  const words = updateWordsIn(text);
  const facts = {
    version: version.value,
    title: words.title ?? version.value,
    pubDate: words.date === undefined ? undefined : rfc822(words.date),
    notes: words.notes === undefined ? undefined : plainNotes(notesOf(words.notes)),
  };
  const partly =
    words.staged === undefined ? undefined : `its feed gives it to ${words.staged} % of machines`;
  const releases = packages.length === 0 ? [] : [{ facts, packages, partly }];
  return accept({ releases, passedOver: read.value.passedOver });
}

function packageOf(
  { url: name, length, sha512, arch, kind, platform }: NamedFile,
  version: string,
  urlBase: string | undefined,
): Result<ForeignPackage> {
  if (urlBase === undefined && !/^https?:/i.test(name)) {
    const said = `Where ${oneLine(name, 120)} is published is not known`;
    return refuse('bad-argument', said, 'name the folder with --url-base');
  }
  const url = packageUrl(urlBase ?? '', name, { version, platform });
  return url.ok
    ? accept({ url: url.value, length, sha512, arch, kind, edSignature: undefined })
    : url;
}

/** electron-updater's providers hand on what GitHub made of Markdown, and files as they are. */
function notesOf(text: string): Parameters<typeof plainNotes>[0] {
  return { format: /<[a-z][^>]*>/i.test(text) ? 'html' : 'plain-text', text };
}
