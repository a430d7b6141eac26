import { parseSystemVersion, parseVersion, release } from '@phasegate/rollout';
import type { ItemFault, Release, ReleaseNotes, UnusableItem } from '@phasegate/rollout';
import { SPARKLE, XML } from './namespaces.ts';
import { readPackages } from './read-package.ts';
import type { PackageContext } from './read-package.ts';
import { safeUrl } from './safe-url.ts';
import { attribute, childrenOf, childText } from './tree.ts';
import type { XmlElement } from './tree.ts';
import { itemVersion, withMarkup } from './version-rule.ts';
import type { ItemVersion } from './version-rule.ts';

/** What became of a feed's items. */
export interface ReadReleases {
  readonly releases: readonly Release[];
  readonly unusable: readonly UnusableItem[];
}

/** An item by itself: its release, or why it cannot be used. */
export interface ReadItem {
  readonly named: ItemVersion;
  readonly read: Release | ItemFault;
}

/** Reads one item. */
export function readItem(item: XmlElement, context: PackageContext): ReadItem {
  const named = versionOf(item);
  return { named, read: readRelease(item, named, context) };
}

/** Puts the items of a channel together in their order; a bad one is passed over and reported. */
export function readReleases(items: readonly ReadItem[], context: PackageContext): ReadReleases {
  const releases = new Map<string, Release>();
  const unusable: UnusableItem[] = [];
  for (const [at, { named, read }] of items.entries()) {
    const code = typeof read === 'string' ? read : add(releases, read, context);
    if (code !== undefined) {
      unusable.push({ at, version: named.raw?.slice(0, 64), code });
    }
  }
  return { releases: [...releases.values()], unusable };
}

/**
 * Keeps one release a version. Feeds for several systems have an item of each version for each system, so an item
 * whose packages are all for others makes way; a withdrawal counts wherever it is written.
 */
function add(
  releases: Map<string, Release>,
  found: Release,
  context: PackageContext,
): ItemFault | undefined {
  const earlier = releases.get(found.version);
  if (earlier === undefined) {
    releases.set(found.version, found);
    return undefined;
  }
  const [earlierElsewhere, foundElsewhere] = [
    elsewhere(earlier, context),
    elsewhere(found, context),
  ];
  if (earlierElsewhere && !foundElsewhere) {
    releases.set(found.version, found);
  } else if (found.withdrawn && !foundElsewhere) {
    releases.set(found.version, { ...earlier, withdrawn: true });
  }
  return earlierElsewhere || foundElsewhere ? undefined : 'duplicate-version';
}

function elsewhere({ packages }: Release, { platform }: PackageContext): boolean {
  return packages.length > 0 && packages.every(({ os }) => os !== undefined && os !== platform);
}

function versionOf(item: XmlElement): ItemVersion {
  const texts = (local: string): readonly string[] => [
    ...childrenOf(item, 'enclosure').flatMap((one) => attribute(one, local, SPARKLE) ?? []),
    ...childrenOf(item, local, SPARKLE).map(({ text, children }) =>
      withMarkup(text, children.length > 0),
    ),
  ];
  return itemVersion({ versions: texts('version'), shortVersions: texts('shortVersionString') });
}

function readRelease(
  item: XmlElement,
  named: ItemVersion,
  context: PackageContext,
): Release | ItemFault {
  const { version } = named;
  if (version === undefined) {
    return named.sparkleVersion === undefined ? 'no-version' : 'not-semver';
  }
  const withdrawn = attribute(item, 'withdrawn', SPARKLE)?.trim().toLowerCase() === 'true';
  const requirements = readRequirements(item);
  const packages = readPackages(item, version, context);
  const read = release({
    version,
    withdrawn,
    ...readTexts(item, context),
    channel: childText(item, 'channel', SPARKLE),
    critical: readCritical(item),
    ...(typeof requirements === 'string' ? {} : requirements),
    packages: typeof packages === 'string' ? [] : packages,
  });
  // Nothing is installed from a withdrawn item, but that it is withdrawn must be heard whatever else is wrong.
  if (withdrawn) {
    return read;
  }
  return [packages, requirements].find((one) => typeof one === 'string') ?? read;
}

type Requirements = Pick<
  Release,
  'minimumSystemVersion' | 'maximumSystemVersion' | 'minimumAutoupdateVersion'
>;

function readRequirements(item: XmlElement): Requirements | ItemFault {
  const unreadable = Symbol('unreadable');
  const read = <T>(
    local: string,
    parse: (text: string) => T | undefined,
  ): T | undefined | symbol => {
    const text = childText(item, local, SPARKLE);
    return text === undefined ? undefined : (parse(text) ?? unreadable);
  };
  const minimum = read('minimumSystemVersion', parseSystemVersion);
  const maximum = read('maximumSystemVersion', parseSystemVersion);
  const autoupdate = read('minimumAutoupdateVersion', parseVersion);
  if (
    typeof minimum === 'symbol' ||
    typeof maximum === 'symbol' ||
    typeof autoupdate === 'symbol'
  ) {
    return 'bad-requirement';
  }
  return {
    minimumSystemVersion: minimum,
    maximumSystemVersion: maximum,
    minimumAutoupdateVersion: autoupdate,
  };
}

/** The element, or its old place inside `sparkle:tags`; an unreadable bound makes it critical for all. */
function readCritical(item: XmlElement): Release['critical'] {
  const tags = childrenOf(item, 'tags', SPARKLE);
  const [element] = [item, ...tags].flatMap((one) => childrenOf(one, 'criticalUpdate', SPARKLE));
  return element && { below: parseVersion(attribute(element, 'version', SPARKLE) ?? '') };
}

function readTexts(
  item: XmlElement,
  context: PackageContext,
): Pick<Release, 'title' | 'notes' | 'notesUrl' | 'link'> {
  const links = childrenOf(item, 'releaseNotesLink', SPARKLE);
  const plain = links.find((link) => attribute(link, 'lang', XML) === undefined) ?? links[0];
  return {
    title: childText(item, 'title'),
    notes: readNotes(item),
    notesUrl: safeUrl(plain?.text ?? '', context),
    link: safeUrl(childText(item, 'link') ?? '', context),
  };
}

function readNotes(item: XmlElement): ReleaseNotes | undefined {
  const [description] = childrenOf(item, 'description');
  if (description === undefined || description.text.trim() === '') {
    return undefined;
  }
  const format = attribute(description, 'format', SPARKLE) ?? 'html';
  // Markdown is for people to read as it is; HTML is what Sparkle assumes where nothing is said.
  return { format: format === 'html' ? 'html' : 'plain-text', text: description.text.trim() };
}
