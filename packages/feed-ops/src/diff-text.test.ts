import { describe, expect, it } from 'vitest';

import type { Command } from './command.ts';
import { unifiedDiff } from './diff-text.ts';
import { add, CONFIG, memoryProduct, move, NOW, rollback, start, stop } from './memory.fixture.ts';
import { plan } from './plan/plan.ts';
import type { FileEdit } from './plan/plan-types.ts';

const COMMANDS: readonly Command[] = [
  { kind: 'init', config: { ...CONFIG, platforms: ['linux', 'macos'] }, rootThreshold: undefined },
  add('1.3.0'),
  start('1.2.0'),
  move('pause', '1.1.0'),
  move('escalate', '1.1.0'),
  rollback(['1.1.0']),
  rollback(['1.1.0'], { method: 'mark' }),
  stop('1.1.0'),
  { kind: 'renew', root: false },
];

async function editsOf(command: Command): Promise<readonly FileEdit[]> {
  const product = await memoryProduct(['1.0.0']);
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
  await product.change(add('1.2.0'));
  const facts = { now: NOW + 9_999_000, actor: 'Op <op@example.com>' };
  if (command.kind === 'start') {
    await product.change(move('pause', '1.1.0'));
  }
  const made = plan(command, await product.snapshot(), facts);
  return made.ok && made.plan.kind === 'change' ? made.plan.edits : [];
}

describe('the diff of a dry run', () => {
  it.each(COMMANDS)('of $kind has every feed and config that changes, once', async (command) => {
    const edits = await editsOf(command);
    expect(edits.length).toBeGreaterThan(0);
    const diff = unifiedDiff(edits);
    const shown = [...diff.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path]) => path);
    const meant = edits.filter(({ role }) => !['alias', 'ledger', 'history'].includes(role));
    expect(shown).toEqual(meant.map(({ path }) => path));
  });

  it('is what git would apply: the lines that go, and the lines that come', async () => {
    const [feed] = (await editsOf(rollback(['1.1.0']))).filter(({ role }) => role === 'feed');
    const diff = unifiedDiff(feed === undefined ? [] : [feed]);
    const gone = [...diff.matchAll(/^-(?!--)(.*)$/gm)].map(([, line]) => line);
    expect(gone).toContain('      <sparkle:version>1.1.0</sparkle:version>');
    for (const line of gone) {
      expect(feed?.before).toContain(line);
    }
  });
});
