import { readFileSync } from 'node:fs';

import { verifyFeed } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';

import { sparkleSignatures } from './sparkle-signatures.ts';

const xml = readFileSync(
  new URL('../../../test/feeds/sparkle-generate-appcast.xml', import.meta.url),
  'utf8',
);

function signatures(text: string): ReadonlyMap<string, string> {
  const verdict = verifyFeed(Buffer.from(text), { kind: 'unsigned' });
  return verdict.ok ? sparkleSignatures(verdict.verified) : new Map();
}

describe("Sparkle's signatures of packages", () => {
  it('are found by address, under whatever prefix', () => {
    const found = signatures(xml);
    const written = xml.match(/sparkle:edSignature="[^"]*"/g) ?? [];
    expect(found.size).toBeGreaterThan(1);
    for (const [url, signature] of found) {
      expect(xml).toContain(`url="${url}"`);
      expect(written).toContain(`sparkle:edSignature="${signature}"`);
    }
    const renamed = xml.replaceAll('sparkle:', 'ns0:').replace('xmlns:sparkle', 'xmlns:ns0');
    expect(signatures(renamed)).toEqual(found);
  });

  it('are none in what is no feed, and none in another namespace', () => {
    expect(signatures('<rss>').size).toBe(0);
    expect(signatures(xml.replace('andymatuschak', 'example')).size).toBe(0);
  });
});
