import { outlineAppcast } from '@phasegate/appcast';
import { describe, expect, it } from 'vitest';

import { feedXml } from './feed-xml.ts';

describe('the text of a feed', () => {
  it('stands as wire-format has it, with nothing written for what is absent', () => {
    const text = feedXml({
      identity: {
        app: 'com.example.notes',
        platform: 'linux',
        name: 'stable-rollout-10%',
        sequence: 42,
      },
      advisories: [
        {
          id: 'a-1',
          versions: '>=1.1.0 <1.1.3',
          issue: 'Text can be lost',
          action: { kind: 'go-back', version: '1.0.0' },
          links: [{ rel: 'details', href: 'https://example.com/?a=1&b=2' }],
        },
      ],
      items: [
        {
          version: '1.0.0',
          packages: [{ url: 'https://example.com/n.zip', length: 5, sha512: 'x==' }],
        },
      ],
    });
    expect(text).toBe(`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:sparkle="http://www.andymatuschak.org/xml-namespaces/sparkle" xmlns:phasegate="urn:phasegate:appcast:1">
  <channel>
    <title>Notes</title>
    <lastBuildDate>Mon, 23 Nov 2026 04:00:00 +0000</lastBuildDate>
    <phasegate:feed app="com.example.notes" platform="linux" name="stable-rollout-10%" sequence="42" issued="2026-11-23T04:00:00Z" expires="2026-12-23T04:00:00Z"/>
    <phasegate:advisory id="a-1" revision="1" kind="withdrawn" severity="high" versions="&gt;=1.1.0 &lt;1.1.3" issued="2026-11-23T04:00:00Z">
      <phasegate:text xml:lang="en">
        <phasegate:issue>Text can be lost</phasegate:issue>
      </phasegate:text>
      <phasegate:action kind="go-back" version="1.0.0"/>
      <phasegate:link rel="details" href="https://example.com/?a=1&amp;b=2"/>
    </phasegate:advisory>
    <item>
      <title>Notes 1.0.0</title>
      <pubDate>Mon, 16 Nov 2026 09:00:00 +0000</pubDate>
      <sparkle:version>1.0.0</sparkle:version>
      <enclosure url="https://example.com/n.zip" length="5" type="application/octet-stream" phasegate:sha512="x=="/>
    </item>
  </channel>
</rss>
`);
  });

  it('is that of a feed Phasegate did not make where there is no identity', () => {
    expect(feedXml({ items: [{ version: '1.0.0' }] })).not.toContain('<phasegate:');
  });

  it('marks a withdrawn item so that other clients skip it too', () => {
    const file = { url: 'https://example.com/n.zip', os: 'linux' };
    const text = feedXml({ items: [{ version: '1.0.0', withdrawn: true, packages: [file] }] });
    expect(text).toContain('<item sparkle:withdrawn="true">');
    expect(text).toContain('sparkle:os="withdrawn" phasegate:os="linux"');
  });

  it('is an appcast, whatever stands in its texts', () => {
    const odd = `<a href="x">&amp;]]> --> 'q'`;
    const text = feedXml({
      title: odd,
      advisories: [{ id: odd, issue: odd }],
      items: [{ version: '1.0.0', title: odd, notes: odd, packages: [{ url: odd }] }],
    });
    const outlined = outlineAppcast(text);
    const outline = outlined.ok ? outlined.outline : outlined.problem;
    expect(outline).toMatchObject({ items: [{ version: '1.0.0' }], advisories: [{ id: odd }] });
  });
});
