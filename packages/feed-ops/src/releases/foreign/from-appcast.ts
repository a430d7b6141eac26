import {
  OPERATOR_LIMITS,
  outlineAppcast,
  readAppcast,
  sparkleSignatures,
} from '@phasegate/appcast';
import { compareVersions, explainFault, PACKAGE_KINDS } from '@phasegate/rollout';
import type { Feed, Platform, Release } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';

import { oneLine } from '../../one-line.ts';
import { accept, refuse } from '../../refusal.ts';
import type { Result } from '../../refusal.ts';
import { readChannel } from '../../request.ts';
import type { Candidate, Candidates, ForeignPackage } from './candidate.ts';
import { plainNotes } from '../plain-notes.ts';

/** The releases of a Sparkle feed, by the client's own reader. */
export function fromAppcast(
  bytes: Uint8Array,
  { platform, name }: { readonly platform: Platform; readonly name: string },
): Result<Candidates> {
  const verdict = verifyFeed(bytes, { kind: 'unsigned' });
  const read = verdict.ok
    ? readAppcast(verdict.verified, { platform, limits: OPERATOR_LIMITS, allowLoopbackHttp: true })
    : verdict;
  if (!verdict.ok || !read.ok) {
    const why = read.ok ? '' : read.problem.message;
    return refuse(
      'bad-feed',
      `${name} cannot be read as an appcast: ${why}`,
      'name the appcast.xml that Sparkle reads with --from',
    );
  }
  const signatures = sparkleSignatures(verdict.verified);
  const dates = datesIn(Buffer.from(bytes).toString());
  const passedOver = unusableIn(read.feed);
  const releases: Candidate[] = [];
  for (const release of read.feed.releases) {
    const packages = packagesOf(release, platform, signatures);
    const unfit = whyUnfit(release, packages, platform);
    if (unfit === undefined) {
      releases.push(candidate(release, packages, dates.get(release.version)));
    } else {
      passedOver.push(`${release.version}: ${unfit}`);
    }
  }
  releases.sort((a, b) => compareVersions(b.facts.version, a.facts.version));
  return accept({ releases, passedOver });
}

function unusableIn({ unusable }: Feed): string[] {
  return unusable.map(
    ({ at, version, code }) =>
      `item ${at + 1} (${oneLine(version ?? 'no version', 64)}): ${explainFault(code)}`,
  );
}

/** One for each architecture and format: a feed of ours has room for one. */
function packagesOf(
  { packages }: Release,
  platform: Platform,
  signatures: ReadonlyMap<string, string>,
): readonly ForeignPackage[] {
  const chosen: ForeignPackage[] = [];
  for (const { url, length, sha512, arch, kind, os } of packages) {
    const fits = (os ?? platform) === platform;
    const known = kind !== undefined && PACKAGE_KINDS[platform].includes(kind);
    if (fits && known && !chosen.some((one) => one.arch === arch && one.kind === kind)) {
      chosen.push({ url, length, sha512, arch, kind, edSignature: signatures.get(url) });
    }
  }
  return chosen;
}

function whyUnfit(
  { withdrawn, channel }: Release,
  packages: readonly ForeignPackage[],
  platform: Platform,
): string | undefined {
  if (withdrawn) {
    return 'it is withdrawn';
  }
  if (channel !== undefined) {
    const named = readChannel(channel).ok ? ` ${channel}` : '';
    return `it is for the channel${named} alone; release add --channel brings such a release in`;
  }
  return packages.length === 0 ? `it has no file that ${platform} installs by itself` : undefined;
}

function candidate(
  release: Release,
  packages: readonly ForeignPackage[],
  pubDate: string | undefined,
): Candidate {
  const { version, title, notes, notesUrl, link, critical, minimumAutoupdateVersion } = release;
  const facts = {
    version,
    title: title ?? version,
    pubDate,
    notes: notes && plainNotes(notes),
    notesUrl,
    link,
    critical,
    minimumSystemVersion: release.minimumSystemVersion?.join('.'),
    maximumSystemVersion: release.maximumSystemVersion?.join('.'),
    minimumAutoupdateVersion,
  };
  return { facts, packages, partly: undefined };
}

function datesIn(text: string): ReadonlyMap<string, string> {
  const read = outlineAppcast(text);
  const items = read.ok ? read.outline.items : [];
  return new Map(
    items.flatMap(({ version, text: item }) => {
      const date = /<pubDate>\s*([\w ,:+-]{10,40})\s*<\/pubDate>/.exec(item)?.[1];
      return version === undefined || date === undefined ? [] : [[version, date] as const];
    }),
  );
}
