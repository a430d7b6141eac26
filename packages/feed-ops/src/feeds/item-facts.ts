import { insertItem } from '@phasegate/appcast';
import type { PackageFacts, ReleaseFacts } from '@phasegate/appcast';
import type { Package, Platform, Release } from '@phasegate/rollout';

import { clientFeed } from './client-view.ts';
import { blankFeed } from './item-text.ts';
import { sparkleReading } from './reading.ts';

/** An item as the client's own reader has it; `undefined` where it cannot read it. */
export function releaseIn(item: string, platform: Platform): Release | undefined {
  const inserted = insertItem(blankFeed(), item);
  return inserted.ok ? clientFeed(inserted.text, platform)?.releases[0] : undefined;
}

/** Sparkle's signatures in an item, by the addresses of its packages. */
export function sparkleSignaturesIn(item: string): ReadonlyMap<string, string> {
  const inserted = insertItem(blankFeed(), item);
  return inserted.ok ? sparkleReading(inserted.text) : new Map();
}

/**
 * What an item of ours was written from; floors and the release key's signatures come anew with each writing. Sparkle's
 * stay: they are over the file alone, and the file is seldom at hand again.
 */
export function factsOf(release: Release, item: string): ReleaseFacts {
  const signatures = sparkleSignaturesIn(item);
  const { minimumSystemVersion: minimum, maximumSystemVersion: maximum } = release;
  return {
    version: release.version,
    title: release.title ?? release.version,
    pubDate: /<pubDate>([^<]*)<\/pubDate>/.exec(item)?.[1] ?? '',
    notes: release.notes,
    notesUrl: release.notesUrl,
    link: release.link,
    channel: release.channel,
    minimumSystemVersion: minimum?.join('.'),
    maximumSystemVersion: maximum?.join('.'),
    minimumAutoupdateVersion: release.minimumAutoupdateVersion,
    critical: release.critical,
    packages: release.packages.flatMap((one) => packageFacts(one, signatures.get(one.url)) ?? []),
  };
}

function packageFacts(
  { url, length, sha512, arch, kind }: Package,
  edSignature: string | undefined,
): PackageFacts | undefined {
  return length === undefined || sha512 === undefined
    ? undefined
    : { url, length, sha512, arch, kind, edSignature };
}
