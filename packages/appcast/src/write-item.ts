import type { Arch, PackageKind, ReleaseNotes } from '@phasegate/rollout';
import { attributesXml, escapeText } from './escape.ts';
import { block, deeper, OURS, wrapped } from './layout.ts';

/** One file of a release, as it is to stand in a feed. */
export interface PackageFacts {
  /** https. */
  readonly url: string;
  /** Bytes. */
  readonly length: number;
  /** Base64 of the 64 bytes. */
  readonly sha512: string;
  readonly arch?: Arch | undefined;
  readonly kind?: PackageKind | undefined;
  /** `sparkle:os`; feeds of one platform need none. */
  readonly os?: string | undefined;
  readonly floor?: string | undefined;
  /** `KEYID:HEX` over the package statement. */
  readonly signature?: string | undefined;
  /** `sparkle:edSignature`: base64 of the app's own Sparkle key's signature of the whole file. */
  readonly edSignature?: string | undefined;
  /** `application/octet-stream` where absent. */
  readonly type?: string | undefined;
}

/** One release, as it is to stand in a feed. */
export interface ReleaseFacts {
  /** Full semver. */
  readonly version: string;
  readonly title: string;
  /** RFC 822, as RSS has it. */
  readonly pubDate: string;
  /** Text alone is plain text. */
  readonly notes?: ReleaseNotes | string | undefined;
  readonly notesUrl?: string | undefined;
  readonly link?: string | undefined;
  readonly channel?: string | undefined;
  readonly minimumSystemVersion?: string | undefined;
  readonly maximumSystemVersion?: string | undefined;
  readonly minimumAutoupdateVersion?: string | undefined;
  /** `true`: critical for all; `below`: for machines older than that. */
  readonly critical?: boolean | { readonly below?: string | undefined } | undefined;
  readonly packages: readonly PackageFacts[];
}

/** An item as feeds of ours carry it, without the first line's indentation. */
export function itemXml(facts: ReleaseFacts): string {
  const { title, pubDate, notes, packages } = facts;
  return block(
    OURS,
    ['<item>', '</item>'],
    [
      ...textElements({ title, pubDate, 'sparkle:version': facts.version }),
      ...textElements({
        'sparkle:channel': facts.channel,
        'sparkle:minimumSystemVersion': facts.minimumSystemVersion,
        'sparkle:maximumSystemVersion': facts.maximumSystemVersion,
        'sparkle:minimumAutoupdateVersion': facts.minimumAutoupdateVersion,
      }),
      ...criticalXml(facts.critical),
      ...textElements({ link: facts.link, 'sparkle:releaseNotesLink': facts.notesUrl }),
      ...notesXml(typeof notes === 'string' ? { format: 'plain-text', text: notes } : notes),
      ...packages.map(enclosureXml),
    ],
  );
}

function textElements(elements: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(elements).flatMap(([name, text]) =>
    text === undefined ? [] : [`<${name}>${escapeText(text)}</${name}>`],
  );
}

function criticalXml(critical: ReleaseFacts['critical']): string[] {
  if (critical === undefined || critical === false) {
    return [];
  }
  const below = critical === true ? undefined : critical.below;
  return [`<sparkle:criticalUpdate${attributesXml([['sparkle:version', below]])}/>`];
}

function notesXml(notes: ReleaseNotes | undefined): string[] {
  if (notes === undefined) {
    return [];
  }
  const format = attributesXml([['sparkle:format', notes.format]]);
  return [`<description${format}>${escapeText(notes.text)}</description>`];
}

function enclosureXml(facts: PackageFacts): string {
  const { url, length, sha512, arch, kind, os, floor, signature, edSignature } = facts;
  const type = facts.type ?? 'application/octet-stream';
  const first = attributesXml(Object.entries({ url, length: String(length), type }));
  const second = attributesXml([
    ['sparkle:os', os],
    ['sparkle:edSignature', edSignature],
    ['phasegate:arch', arch],
    ['phasegate:package', kind],
    ['phasegate:sha512', sha512],
    ['phasegate:floor', floor],
    ['phasegate:signature', signature],
  ]);
  return `<enclosure${first}${wrapped(deeper(OURS), second)}/>`;
}
