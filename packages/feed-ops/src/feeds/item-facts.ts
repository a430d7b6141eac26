import { insertItem } from '@phasegate/appcast';
import type { PackageFacts, ReleaseFacts } from '@phasegate/appcast';
import type { Package, Platform, Release } from '@phasegate/rollout';

import { clientFeed } from './client-view.ts';
import { blankFeed } from './item-text.ts';

/** An item as the client's own reader has it; `undefined` where it cannot read it. */
export function releaseIn(item: string, platform: Platform): Release | undefined {
  const inserted = insertItem(blankFeed(), item);
  return inserted.ok ? clientFeed(inserted.text, platform)?.releases[0] : undefined;
}

/** What an item of ours was written from; floors and signatures come anew with each writing. */
export function factsOf(release: Release, item: string): ReleaseFacts {
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
    packages: release.packages.flatMap((one) => packageFacts(one) ?? []),
  };
}

function packageFacts({ url, length, sha512, arch, kind }: Package): PackageFacts | undefined {
  return length === undefined || sha512 === undefined
    ? undefined
    : { url, length, sha512, arch, kind };
}
