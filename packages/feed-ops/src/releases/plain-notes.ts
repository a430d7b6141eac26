import type { ReleaseNotes } from '@phasegate/rollout';
import { convert } from 'html-to-text';

const OPTIONS = {
  wordwrap: false as const,
  limits: { maxInputLength: 256 * 1024, maxDepth: 64, ellipsis: '' },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
};

/** Release notes as text, without their markup. */
export function plainNotes({ format, text }: ReleaseNotes): ReleaseNotes | undefined {
  const plain = (format === 'html' ? convert(text, OPTIONS) : text).trim();
  return plain === '' ? undefined : { format: 'plain-text', text: plain };
}
