import { seededBytes } from './random.ts';

/** The version of the item at a place of {@link foreignFeedXml}, the newest first. */
export function foreignVersion(count: number, at: number): string {
  const left = count - 1 - at;
  return `${1 + Math.floor(left / 1000)}.${Math.floor(left / 10) % 100}.${left % 10}`;
}

/**
 * A feed that Phasegate did not make, as Sparkle's `generate_appcast` lays it out, newest item first: no identity, no
 * sha512, with a comment, CDATA and an element of somebody else's that an edit must leave alone.
 */
export function foreignFeedXml(count: number, seed = 1): string {
  const signatures = seededBytes(64 * count, seed);
  const items = Array.from({ length: count }, (_, at) =>
    itemXml(foreignVersion(count, at), signatures.toString('base64', at * 64, at * 64 + 64)),
  );
  return `<?xml version="1.0" standalone="yes"?>
<!-- Written by hand, kept by hand. -->
<rss xmlns:sparkle="http://www.andymatuschak.org/xml-namespaces/sparkle" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
    <channel>
        <title>Papers</title>
        <dc:publisher>Example &amp; Co.</dc:publisher>
${items.join('')}    </channel>
</rss>
`;
}

function itemXml(version: string, signature: string): string {
  return `        <item>
            <title>${version}</title>
            <pubDate>Mon, 16 Nov 2026 09:00:00 +0000</pubDate>
            <sparkle:version>${version}</sparkle:version>
            <sparkle:shortVersionString>${version}</sparkle:shortVersionString>
            <sparkle:minimumSystemVersion>10.13</sparkle:minimumSystemVersion>
            <description><![CDATA[<ul><li>Papers ${version} opens & saves faster</li></ul>]]></description>
            <enclosure url="https://example.com/papers-${version}.zip" length="10485760" type="application/octet-stream" sparkle:edSignature="${signature}"/>
        </item>
`;
}
