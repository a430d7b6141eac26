import { parseVersionRange } from '@phasegate/rollout';
import type { Advisory, VersionRange } from '@phasegate/rollout';

import type {
  Announce,
  Block,
  CorrectAdvisory,
  EndNotice,
  Unblock,
} from './advisories/commands.ts';
import { readWords } from './advisories/read-words.ts';
import type { WordsTyped } from './advisories/read-words.ts';
import { builtInTemplate } from './advisories/template.ts';
import { NO_WORDS } from './advisories/words.ts';
import type { AdvisoryWords } from './advisories/words.ts';
import { clientFeed } from './feeds/client-view.ts';
import type { MemoryProduct } from './memory.fixture.ts';
import type { Undo } from './state/past.ts';

const EVERYWHERE = { platforms: undefined } as const;

/** Words as they come through the door. */
export function words(typed: WordsTyped, template?: string): AdvisoryWords {
  const built = template === undefined ? undefined : builtInTemplate(template);
  const read = readWords(typed, { template: built?.ok === true ? built.value : undefined });
  if (!read.ok) {
    throw new Error(read.refusal.message);
  }
  return read.value;
}

export function block(range: string, said: AdvisoryWords = NO_WORDS): Block {
  const parsed = parseVersionRange(range) as VersionRange;
  return {
    kind: 'block',
    range: parsed,
    reason: 'it wipes settings',
    words: said,
    ...EVERYWHERE,
  };
}

export function unblock(what: string): Unblock {
  return { kind: 'unblock', what, reason: undefined, ...EVERYWHERE };
}

export function notice(typed: WordsTyped): Announce {
  return { kind: 'notice', range: undefined, reason: 'news', words: words(typed), ...EVERYWHERE };
}

export function endNotice(id: string): EndNotice {
  return { kind: 'notice-end', id, reason: undefined, ...EVERYWHERE };
}

export function correct(id: string, typed: WordsTyped): CorrectAdvisory {
  return {
    kind: 'advisory-correct',
    id,
    reason: undefined,
    words: words(typed),
    ...EVERYWHERE,
  };
}

export function undo(more: Partial<Undo> = {}): Undo {
  return {
    kind: 'undo',
    sequence: undefined,
    at: undefined,
    reason: 'a slip',
    past: [],
    ...EVERYWHERE,
    ...more,
  };
}

/** The advisories that a client reads in the feed for everybody. */
export function told(product: Pick<MemoryProduct, 'feed'>): readonly Advisory[] {
  return clientFeed(product.feed('linux', 'stable'), 'linux')?.advisories ?? [];
}
