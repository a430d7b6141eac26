import { parseVersionRange } from '@phasegate/rollout';
import type { Advisory, Platform, Severity, VersionRange } from '@phasegate/rollout';
import { beforeEach, describe, expect, it } from 'vitest';

import { readWords } from '../advisories/read-words.ts';
import type { WordsTyped } from '../advisories/read-words.ts';
import { builtInTemplate } from '../advisories/template.ts';
import { NO_WORDS } from '../advisories/words.ts';
import type { AdvisoryWords } from '../advisories/words.ts';
import type { Command } from '../command.ts';
import { clientFeed } from '../feeds/client-view.ts';
import {
  add,
  CONFIG,
  memoryProduct,
  move,
  NOW,
  refusalOf,
  rollback,
  start,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { offersTo } from '../offers.fixture.ts';
import { SEVERITY_DEFAULTS } from './severity-defaults.ts';

const HOUR = 3_600_000;
const WHEN = { phases: CONFIG.phases, now: NOW + 24 * HOUR };

function words(typed: WordsTyped, template?: string): AdvisoryWords {
  const built = template === undefined ? undefined : builtInTemplate(template);
  const read = readWords(typed, { template: built?.ok === true ? built.value : undefined });
  if (!read.ok) {
    throw new Error(read.refusal.message);
  }
  return read.value;
}

function block(range: string, more: Partial<Command & { kind: 'block' }> = {}): Command {
  const parsed = parseVersionRange(range) as VersionRange;
  const base = { reason: 'it wipes settings', words: NO_WORDS, platforms: undefined };
  return { kind: 'block', range: parsed, ...base, ...more };
}

function unblock(what: string): Command {
  return { kind: 'unblock', what, reason: undefined, platforms: undefined };
}

function notice(typed: WordsTyped, template?: string): Command {
  const said = words(typed, template);
  return { kind: 'notice', range: undefined, reason: 'news', words: said, platforms: undefined };
}

function endNotice(id: string): Command {
  return { kind: 'notice-end', id, reason: undefined, platforms: undefined };
}

function correct(id: string, typed: WordsTyped): Command {
  const said = words(typed);
  return { kind: 'advisory-correct', id, reason: undefined, words: said, platforms: undefined };
}

const UNDO = {
  kind: 'undo',
  sequence: undefined,
  at: undefined,
  reason: 'a slip',
  platforms: undefined,
  past: [],
} as const;

/** What a client reads in the feed for everybody. */
function told(product: MemoryProduct, feed = 'stable'): readonly Advisory[] {
  return clientFeed(product.feed('linux', feed), 'linux')?.advisories ?? [];
}

let product: MemoryProduct;

// 1.0.0 and 1.1.0 are complete, 1.2.0 is at 10 %.
beforeEach(async () => {
  product = await memoryProduct(['1.0.0', '1.1.0']);
  await product.change(add('1.2.0'));
  await product.change(start('1.2.0'));
});

describe('a severity', () => {
  it.each(Object.entries(SEVERITY_DEFAULTS))(
    '"%s" decides who is told, by when, and what the operator hears',
    async (severity, { notice: isTold, deadlineHours, data, warning, next }) => {
      const said = words({ severity });
      const { warnings, next: step } = await product.change(rollback(['1.2.0'], { words: said }));
      const [one] = told(product);
      expect(one).toMatchObject({ severity: isTold ? severity : 'low', data, texts: [] });
      const allowed = (one?.deadline ?? 0) - (one?.issued ?? 0);
      expect(one?.deadline === undefined ? undefined : allowed / HOUR).toBe(deadlineHours);
      expect(warning === undefined || warnings.includes(warning)).toBe(true);
      expect(step).toBe(next);
    },
  );

  it('is high where nobody says', async () => {
    await product.change(rollback(['1.2.0']));
    expect(told(product)[0]?.severity).toBe('high');
  });

  it.each<Severity>(['critical', 'low'])(
    '"%s" without notices leaves a tombstone: machines go back, and only the menu says so',
    async (severity) => {
      const said = words({ severity, notice: 'off', deadline: '5h' });
      const { warnings } = await product.change(rollback(['1.2.0'], { words: said }));
      expect(told(product)[0]).toMatchObject({ severity: 'low', texts: [], deadline: undefined });
      expect(warnings.join()).toContain('only the menu');
      expect(offersTo(product, ['1.2.0'], WHEN)[7]).toContain('withdrawn, go-back 1.1.0');
    },
  );

  it('that is low still tells where the operator says what', async () => {
    const said = words({ severity: 'low', issue: 'A button is blue' });
    await product.change(rollback(['1.2.0'], { words: said }));
    expect(told(product)[0]?.texts).toMatchObject([{ issue: 'A button is blue' }]);
  });
});

describe('a template', () => {
  it('names versions, app and way out, below the words of the operator', async () => {
    const said = words({ timeline: 'Tomorrow' }, 'data-loss');
    await product.change(rollback(['1.2.0'], { words: said }));
    const [one] = told(product);
    expect(one).toMatchObject({ severity: 'critical', data: 'at-risk' });
    expect(one?.texts).toMatchObject([
      { language: 'en', issue: 'Notes 1.2.0 can damage or lose data.', timeline: 'Tomorrow' },
      { language: 'de', issue: 'Notes 1.2.0 kann Daten beschädigen oder verlieren.' },
    ]);
    expect(one?.texts[0]?.instruction).toContain('1.1.0');
  });

  it('that does not fit with the real names is refused, and nothing is written', async () => {
    const long = { ...CONFIG, title: 'N'.repeat(80) };
    const other = await memoryProduct(['1.0.0'], long);
    await other.change(add('1.1.0'));
    await other.change(start('1.1.0'));
    const text = JSON.stringify({ texts: { en: { issue: `{{ app }}${'x'.repeat(250)}` } } });
    const { readTemplate } = await import('../advisories/template.ts');
    const own = readTemplate(text, './own.yml');
    const said = { ...NO_WORDS, template: own.ok ? own.value : undefined };
    expect(await refusalOf(other, rollback(['1.1.0'], { words: said }))).toBe('bad-argument');
  });
});

describe('a deadline', () => {
  it('that is over already is refused', async () => {
    const said = words({ deadline: '2026-01-01T00:00:00Z' });
    expect(await refusalOf(product, rollback(['1.2.0'], { words: said }))).toBe('bad-argument');
  });
});

describe('a rollback of several versions', () => {
  it('from different places has one advisory for each way out', async () => {
    await product.change(move('escalate', '1.2.0'));
    await product.change(move('pause', '1.2.0'));
    await product.change(rollback(['1.0.0', '1.2.0']));
    expect(told(product)).toMatchObject([
      { versions: '1.0.0', action: { kind: 'update', version: '1.1.0' } },
      { versions: '1.2.0', action: { kind: 'go-back', version: '1.1.0' } },
    ]);
  });
});

describe('several platforms', () => {
  const three = { ...CONFIG, platforms: ['linux', 'macos', 'windows'] } as const;
  const on = (platform: Platform, command: Command): Command =>
    ({ ...command, platforms: [platform] }) as Command;

  /** 1.1.0 is at 50 % of linux, paused on macos, and windows never had it. */
  async function apart(): Promise<MemoryProduct> {
    const all = await memoryProduct(['1.0.0'], three);
    for (const platform of ['linux', 'macos'] as const) {
      await all.change(add('1.1.0', platform));
    }
    await all.change(start('1.1.0'));
    await all.change(on('linux', move('escalate', '1.1.0')));
    await all.change(on('macos', move('pause', '1.1.0')));
    return all;
  }

  async function statesOf(all: MemoryProduct): Promise<readonly string[]> {
    return (await all.snapshot()).states.map(({ platform, ledger }) => {
      const one = ledger.releases.find(({ version }) => version === '1.1.0');
      return `${platform} ${one?.state ?? 'none'} ${one?.phase ?? ''}`.trim();
    });
  }

  it.each(['remove', 'mark'] as const)(
    'each go from where they stand by the method "%s", under one id, and an undo takes each back there',
    async (method) => {
      const all = await apart();
      const before = await statesOf(all);
      expect(before).toEqual(['linux rolling 50', 'macos paused 10', 'windows none']);
      const change = await all.change(rollback(['1.1.0'], { method }));
      expect(change.platforms).toEqual(['linux', 'macos']);
      expect(await statesOf(all)).toEqual([
        'linux withdrawn 50',
        'macos withdrawn 10',
        'windows none',
      ]);
      const ids = (await all.snapshot()).states.map(({ ledger }) => ledger.advisories[0]?.id);
      expect(ids).toEqual(['2026-11-23-it-crashes', '2026-11-23-it-crashes', undefined]);
      // What is in no feed has no item to mark.
      const marked = (platform: Platform): boolean =>
        all.feed(platform, 'stable-rollout-10%').includes('sparkle:withdrawn="true"');
      expect([marked('linux'), marked('macos')]).toEqual([method === 'mark', false]);
      await all.change(UNDO);
      expect(await statesOf(all)).toEqual(before);
    },
  );

  it('can be taken back one by one', async () => {
    const all = await apart();
    const { sequence } = await all.change(rollback(['1.1.0']));
    await all.change({ ...UNDO, sequence, platforms: ['macos'] });
    expect(await statesOf(all)).toEqual(['linux withdrawn 50', 'macos paused 10', 'windows none']);
    await all.change({ ...UNDO, sequence, platforms: ['linux'] });
    expect(await statesOf(all)).toEqual(['linux rolling 50', 'macos paused 10', 'windows none']);
  });

  it('are blocked together, also where a platform has nothing in the range', async () => {
    const all = await apart();
    await all.change(block('1.1.x'));
    for (const platform of three.platforms) {
      expect(all.feed(platform, 'stable')).toContain('kind="blocked"');
    }
    await all.change(unblock('1.1.x'));
    expect(await statesOf(all)).toEqual(['linux rolling 50', 'macos paused 10', 'windows none']);
  });
});

describe('a block', () => {
  it('keeps a range from every bucket, tells who runs it, and asks for the range', async () => {
    const before = offersTo(product, ['1.0.0'], WHEN);
    expect(before[3]).toContain('offer 1.2.0');
    const change = await product.change(block('>=1.2.0 <1.2.3'));
    expect(change).toMatchObject({ danger: 'type', confirm: '>=1.2.0 <1.2.3' });
    expect(change.summary.join()).toContain('1.2.0 on linux is in the range: rolling at 10 %');
    expect(change.affected[0]).toMatchObject({ before: '1.2.0', after: '1.1.0' });
    for (const line of offersTo(product, ['1.0.0'], WHEN)) {
      expect(line).toContain('offer 1.1.0');
    }
    expect(offersTo(product, ['1.2.0', '1.2.2'], WHEN)[110]).toContain('blocked, go-back 1.1.0');
    // Clients that know no advisories are not offered it either.
    expect(product.feed('linux', 'stable-rollout-10%')).not.toContain('<sparkle:version>1.2.0');
  });

  it('gives everything back when it is lifted, and says that it is over', async () => {
    const before = offersTo(product, ['1.0.0', '1.2.0'], WHEN);
    await product.change(block('1.2.x'));
    const change = await product.change(unblock('1.2.x'));
    expect(change.danger).toBe('ask');
    expect(change.summary.join()).toContain('1.2.0 on linux is offered again, rolling at 10 %');
    expect(offersTo(product, ['1.0.0', '1.2.0'], WHEN)).toEqual(before);
    expect(told(product)).toMatchObject([{ kind: 'resolved', versions: '1.2.x' }]);
  });

  it('is lifted by its id too', async () => {
    await product.change(block('1.2.x'));
    await product.change(unblock('2026-11-23-it-wipes-settings'));
    expect(told(product)).toMatchObject([{ kind: 'resolved' }]);
  });

  it('lets the release before it be the way out, also where the newest one is blocked', async () => {
    await product.change(block('1.1.x'));
    expect(told(product)).toMatchObject([{ action: { kind: 'go-back', version: '1.0.0' } }]);
    expect(offersTo(product, ['1.1.0'], WHEN)[99]).toContain('blocked, go-back 1.0.0');
    expect(offersTo(product, ['1.1.0'], WHEN)[5]).toContain('blocked, offer 1.2.0');
  });

  it.each([
    ['everything', '*', 'bad-argument'],
    ['every later version too', '>=1.2.0', 'bad-argument'],
    ['every later version, in a part', '1.0.0 || >1.1.0', 'bad-argument'],
    ['every release that everybody may have', '<=1.1.0', 'only-fallback'],
    ['everything up to far away', '<100.0.0', 'only-fallback'],
  ])('of %s is refused', async (_what, range, code) => {
    expect(await refusalOf(product, block(range))).toBe(code);
  });

  it('that would end by itself is refused', async () => {
    const said = words({ expires: '30d' });
    expect(await refusalOf(product, block('1.2.x', { words: said }))).toBe('bad-argument');
  });

  it('of what is blocked is nothing to do, and lifting what is not names what is', async () => {
    await product.change(block('1.2.x'));
    expect(await refusalOf(product, block('1.2.x'))).toBe('nothing-to-do');
    const planned = await product.run(unblock('1.3.x'));
    expect(planned).toMatchObject({
      ok: false,
      refusal: { code: 'unknown-advisory', next: 'name one of 2026-11-23-it-wipes-settings' },
    });
  });

  it('holds for what would be started, resumed or widened in it', async () => {
    await product.change(add('1.2.1'));
    await product.change(block('1.2.x'));
    expect(await refusalOf(product, start('1.2.1'))).toBe('is-blocked');
    expect(await refusalOf(product, move('escalate', '1.2.0'))).toBe('is-blocked');
    await product.change(move('pause', '1.2.0'));
    expect(await refusalOf(product, move('resume', '1.2.0'))).toBe('is-blocked');
  });

  it('does not let the last release that is not blocked be paused or rolled back', async () => {
    await product.change(block('1.0.x'));
    expect(await refusalOf(product, move('pause', '1.1.0'))).toBe('only-fallback');
    expect(await refusalOf(product, rollback(['1.1.0']))).toBe('only-fallback');
  });

  it('of versions that the ledger does not know says so', async () => {
    const { warnings } = await product.change(block('0.9.x'));
    expect(warnings.join()).toContain('No release of the ledger');
  });
});

describe('a notice', () => {
  it('says something and changes nothing that anybody is offered', async () => {
    const before = offersTo(product, ['1.0.0'], WHEN).map((line) => line.split(', told')[0]);
    await product.change(notice({ issue: 'Sync is down', severity: 'low' }));
    expect(told(product)).toMatchObject([{ kind: 'notice', texts: [{ issue: 'Sync is down' }] }]);
    const after = offersTo(product, ['1.0.0'], WHEN).map((line) => line.split(', told')[0]);
    expect(after).toEqual(before);
    await product.change(endNotice('2026-11-23-sync-is-down'));
    expect(told(product)).toMatchObject([{ kind: 'resolved' }]);
  });

  it('without words is refused, since nobody would be shown it', async () => {
    expect(await refusalOf(product, notice({}))).toBe('bad-argument');
  });

  it('that there is not cannot be ended', async () => {
    expect(await refusalOf(product, endNotice('nothing'))).toBe('unknown-advisory');
    await product.change(block('1.2.x'));
    expect(await refusalOf(product, endNotice('2026-11-23-it-wipes-settings'))).toBe(
      'unknown-advisory',
    );
  });
});

describe('a correction', () => {
  const ID = '2026-11-23-notes-closes';

  it('is a new revision; what is not said stays', async () => {
    const said = words({ issue: 'Notes closes', impact: 'Text is lost', deadline: '5h' });
    await product.change(rollback(['1.2.0'], { words: said }));
    const [old] = told(product);
    await product.change(correct(ID, { issue: 'Notes can close', severity: 'critical' }));
    const [now] = told(product);
    expect(now).toMatchObject({
      id: ID,
      revision: 2,
      severity: 'critical',
      versions: '1.2.0',
      deadline: old?.deadline,
      texts: [{ issue: 'Notes can close', impact: 'Text is lost' }],
      action: { kind: 'go-back', version: '1.1.0' },
    });
    expect(await refusalOf(product, correct(ID, { issue: 'Notes can close' }))).toBe(
      'nothing-to-do',
    );
  });

  it('of what is not in force is refused', async () => {
    expect(await refusalOf(product, correct('nothing', { issue: 'x' }))).toBe('unknown-advisory');
  });
});
