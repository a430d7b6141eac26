import type { Severity } from '@phasegate/rollout';
import { beforeEach, describe, expect, it } from 'vitest';

import { block, correct, endNotice, notice, told, words } from '../advisories.fixture.ts';
import { readTemplate } from '../advisories/template.ts';
import { NO_WORDS } from '../advisories/words.ts';
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
const WHEN = { phases: CONFIG.phases, now: NOW + 86_400_000 };

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
