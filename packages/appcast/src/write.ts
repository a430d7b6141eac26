import type { FeedIdentity } from '@phasegate/rollout';
import { attributesXml, escapeText } from './escape.ts';
import { OURS, wrapped } from './layout.ts';
import { PHASEGATE, SPARKLE } from './namespaces.ts';
import type { Naming } from './write-advisory.ts';

/** What a new feed says of itself. */
export interface AppcastFacts {
  readonly title: string;
  readonly identity: FeedIdentity;
  /** RFC 822. */
  readonly lastBuildDate: string;
}

/** A feed without items, laid out as wire-format has it; ends in a line feed. */
export function emptyAppcast({ title, identity, lastBuildDate }: AppcastFacts): string {
  const naming = { layout: OURS, prefix: 'phasegate', declaration: '' };
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<rss version="2.0" xmlns:sparkle="${SPARKLE}" xmlns:phasegate="${PHASEGATE}">`,
    '  <channel>',
    `    <title>${escapeText(title)}</title>`,
    `    <lastBuildDate>${escapeText(lastBuildDate)}</lastBuildDate>`,
    `    ${identityXml(identity, naming)}`,
    '  </channel>',
    '</rss>',
    '',
  ].join('\n');
}

/** The attributes of `phasegate:feed` in their order. */
export function identityAttributes(
  identity: FeedIdentity,
): readonly (readonly [string, string | undefined])[] {
  const { app, platform, name, sequence, issued, expires, root } = identity;
  return Object.entries({
    app,
    platform,
    name,
    sequence: String(sequence),
    issued,
    expires,
    root: root === undefined ? undefined : String(root),
  });
}

/** `<phasegate:feed .../>` in the words and the layout of a file. */
export function identityXml(identity: FeedIdentity, naming: Naming): string {
  const { layout, prefix, declaration } = naming;
  const pairs = identityAttributes(identity);
  const second = wrapped(layout, attributesXml(pairs.slice(4)));
  return `<${prefix}:feed${declaration}${attributesXml(pairs.slice(0, 4))}${second}/>`;
}
