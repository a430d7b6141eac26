import { micromark } from 'micromark';

import { unturned } from './unturned.ts';

/**
 * Markdown to HTML that holds nothing but what Markdown itself can say: raw HTML is shown as text, links are http,
 * https and mailto, and an image is a link to it, since showing one would tell its host who reads the notes.
 */
export function markdownHtml(markdown: string): string {
  const rendered = micromark(unturned(markdown), {
    extensions: [{ disable: { null: ['labelStartImage'] } }],
  });
  // Without images the `!` of one is a character before a link.
  return rendered.replaceAll('!<a href=', '<a href=').trim();
}
