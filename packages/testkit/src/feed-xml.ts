/** One file of an item, as its `<enclosure>` states it; what is absent is not written. */
export interface PackageFacts {
  readonly url: string;
  readonly length?: number | string;
  readonly sha512?: string;
  readonly arch?: string;
  readonly kind?: string;
  readonly os?: string;
  readonly floor?: string;
  readonly signature?: string;
}

/** One `<item>`; nothing is checked, so that tests can write wrong ones. */
export interface FeedItemFacts {
  readonly version: string;
  readonly title?: string;
  readonly pubDate?: string;
  readonly notes?: string;
  /** True: marked as the mark method does, `sparkle:withdrawn` and the real system in `phasegate:os`. */
  readonly withdrawn?: boolean;
  readonly channel?: string;
  readonly minimumSystemVersion?: string;
  readonly maximumSystemVersion?: string;
  readonly minimumAutoupdateVersion?: string;
  /** True for all, a version for machines older than that. */
  readonly critical?: true | string;
  readonly packages?: readonly PackageFacts[];
  /** XML put into the item as it is. */
  readonly extra?: string;
}

/** One `<phasegate:advisory>`. */
export interface AdvisoryFacts {
  readonly id: string;
  readonly kind?: string;
  readonly versions?: string;
  readonly revision?: number;
  readonly severity?: string;
  readonly data?: string;
  readonly issued?: string;
  /** Further attributes: `expires`, `deadline`, `supersedes`, `resolves`, `platforms`, `archs`. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly language?: string;
  readonly issue?: string;
  readonly impact?: string;
  readonly instruction?: string;
  readonly timeline?: string;
  readonly action?: { readonly kind: string; readonly version?: string };
  readonly links?: readonly { readonly rel: string; readonly href: string }[];
}

/** `<phasegate:feed>`. */
export interface FeedIdentityFacts {
  readonly app: string;
  readonly platform: string;
  readonly name: string;
  readonly sequence: number;
  readonly issued?: string;
  readonly expires?: string;
  readonly root?: number;
}

/** A whole feed; without an identity it is one that Phasegate did not make. */
export interface FeedFacts {
  readonly title?: string;
  readonly lastBuildDate?: string;
  readonly identity?: FeedIdentityFacts;
  readonly advisories?: readonly AdvisoryFacts[];
  readonly items?: readonly FeedItemFacts[];
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** The text of an appcast, laid out as in wire-format; independent of the product's own writer, which it tests. */
export function feedXml(feed: FeedFacts = {}): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:sparkle="http://www.andymatuschak.org/xml-namespaces/sparkle" xmlns:phasegate="urn:phasegate:appcast:1">
  <channel>
    <title>${escaped(feed.title ?? 'Notes')}</title>
    <lastBuildDate>${feed.lastBuildDate ?? 'Mon, 23 Nov 2026 04:00:00 +0000'}</lastBuildDate>
${identityXml(feed.identity)}${(feed.advisories ?? []).map(feedAdvisoryXml).join('')}${(feed.items ?? []).map(feedItemXml).join('')}  </channel>
</rss>
`;
}

/** The text of one item with its line feed, indented by four spaces. */
export function feedItemXml(item: FeedItemFacts): string {
  const lines = [
    element('title', item.title ?? `Notes ${item.version}`),
    element('pubDate', item.pubDate ?? 'Mon, 16 Nov 2026 09:00:00 +0000'),
    element('sparkle:version', item.version),
    element('sparkle:channel', item.channel),
    element('sparkle:minimumSystemVersion', item.minimumSystemVersion),
    element('sparkle:maximumSystemVersion', item.maximumSystemVersion),
    element('sparkle:minimumAutoupdateVersion', item.minimumAutoupdateVersion),
    criticalXml(item.critical),
    item.notes === undefined
      ? ''
      : `<description sparkle:format="plain-text">${escaped(item.notes)}</description>`,
    ...(item.packages ?? []).map((one) => enclosureXml(one, item.withdrawn ?? false)),
    item.extra ?? '',
  ];
  const mark = attributes({ 'sparkle:withdrawn': item.withdrawn === true ? 'true' : undefined });
  return `    <item${mark}>\n${indented(lines, 6)}    </item>\n`;
}

/** The text of one advisory with its line feed, indented by four spaces. */
export function feedAdvisoryXml(advisory: AdvisoryFacts): string {
  const { id, kind = 'withdrawn', versions, revision = 1, severity = 'high', data } = advisory;
  const issued = advisory.issued ?? '2026-11-23T04:00:00Z';
  const head = { id, revision, kind, severity, versions, data, issued, ...advisory.attributes };
  const text = indented(
    (['issue', 'impact', 'instruction', 'timeline'] as const).map((name) =>
      element(`phasegate:${name}`, advisory[name]),
    ),
    8,
  );
  const lines = [
    text === ''
      ? ''
      : `<phasegate:text xml:lang="${advisory.language ?? 'en'}">\n${text}      </phasegate:text>`,
    advisory.action === undefined ? '' : `<phasegate:action${attributes(advisory.action)}/>`,
    ...(advisory.links ?? []).map((link) => `<phasegate:link${attributes(link)}/>`),
  ];
  return `    <phasegate:advisory${attributes(head)}>\n${indented(lines, 6)}    </phasegate:advisory>\n`;
}

function identityXml(identity: FeedIdentityFacts | undefined): string {
  if (identity === undefined) {
    return '';
  }
  const { app, platform, name, sequence, root } = identity;
  const issued = identity.issued ?? '2026-11-23T04:00:00Z';
  const expires = identity.expires ?? '2026-12-23T04:00:00Z';
  const stated = attributes({ app, platform, name, sequence, issued, expires, root });
  return `    <phasegate:feed${stated}/>\n`;
}

function criticalXml(critical: true | string | undefined): string {
  if (critical === undefined) {
    return '';
  }
  const below = critical === true ? undefined : critical;
  return `<sparkle:criticalUpdate${attributes({ 'sparkle:version': below })}/>`;
}

function enclosureXml(one: PackageFacts, withdrawn: boolean): string {
  const stated = attributes({
    url: one.url,
    length: one.length,
    type: 'application/octet-stream',
    'sparkle:os': withdrawn ? 'withdrawn' : one.os,
    'phasegate:os': withdrawn ? one.os : undefined,
    'phasegate:arch': one.arch,
    'phasegate:package': one.kind,
    'phasegate:sha512': one.sha512,
    'phasegate:floor': one.floor,
    'phasegate:signature': one.signature,
  });
  return `<enclosure${stated}/>`;
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escaped(text)}</${name}>`;
}

function attributes(named: Attributes): string {
  return Object.entries(named)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

function indented(lines: readonly string[], by: number): string {
  const written = lines.filter((line) => line !== '');
  return written.map((line) => `${' '.repeat(by)}${line}\n`).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
