import { beforeAll, describe, expect, it } from 'vitest';

import type { Command } from '../command.ts';
import {
  add,
  CONFIG,
  memoryProduct,
  move,
  refusalOf,
  rollback,
  start,
  stop,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';

describe('what is refused, and what is nothing to do', () => {
  const cases: readonly (readonly [string, Command, string])[] = [
    ['a version that nobody knows', rollback(['9.9.9']), 'unknown-version'],
    ['a rollback of a draft', rollback(['2.0.0']), 'not-started'],
    ['a pause of a draft', move('pause', '2.0.0'), 'not-started'],
    ['an emergency stop of a draft', stop('2.0.0'), 'not-started'],
    ['a start at 100 % that is not the first', start('2.0.0', 100), 'not-first'],
    ['a phase that has no feed', start('2.0.0', 25), 'wrong-phase'],
    ['a start of a release that is out', start('1.2.0', 50), 'wrong-phase'],
    ['a start of what is paused', start('1.3.0'), 'is-paused'],
    ['an escalation of what is paused', move('escalate', '1.3.0'), 'is-paused'],
    ['a pause in a phase where it is not', move('pause', '1.2.0', 50), 'wrong-phase'],
    ['a resume of what was withdrawn', move('resume', '1.1.0'), 'was-withdrawn'],
    ['a start of what was withdrawn', start('1.1.0'), 'was-withdrawn'],
    ['a start again', start('1.2.0', 10), 'nothing-to-do'],
    ['a pause again', move('pause', '1.3.0'), 'nothing-to-do'],
    ['a resume of what is rolling', move('resume', '1.2.0'), 'nothing-to-do'],
    ['an escalation beyond everybody', move('escalate', '1.0.0'), 'nothing-to-do'],
    ['a rollback again', rollback(['1.1.0']), 'nothing-to-do'],
    ['the same draft again', add('2.0.0'), 'nothing-to-do'],
    ['other files for what is out', withOtherFile(add('1.0.0')), 'already-there'],
    ['a version that differs in build metadata alone', add('1.0.0+2'), 'already-there'],
    ['init again', { kind: 'init', rootThreshold: undefined, config: CONFIG }, 'nothing-to-do'],
    [
      'init for another app',
      { kind: 'init', rootThreshold: undefined, config: { ...CONFIG, app: 'other' } },
      'already-there',
    ],
    [
      'a platform without feeds',
      { ...rollback(['1.0.0']), platforms: ['macos'] },
      'unknown-platform',
    ],
  ];

  let product: MemoryProduct;

  // Whatever is refused changes nothing, so that one product serves all.
  beforeAll(async () => {
    product = await memoryProduct(['1.0.0', '1.0.1', '1.1.0']);
    await product.change(rollback(['1.1.0']));
    for (const version of ['1.2.0', '1.3.0']) {
      await product.change(add(version));
      await product.change(start(version));
    }
    await product.change(move('pause', '1.3.0'));
    await product.change(add('2.0.0'));
  });

  it.each(cases)('answers %s', async (_what, command, code) => {
    expect(await refusalOf(product, command)).toBe(code);
  });

  it('names the nearest versions that are in the feeds', async () => {
    const three = await memoryProduct(['1.0.0', '1.1.0', '1.2.0']);
    const planned = await three.run(rollback(['1.1.9']));
    expect(planned).toMatchObject({
      ok: false,
      refusal: { next: 'did you mean 1.1.0 or 1.2.0 or 1.0.0?', exit: 2 },
    });
  });

  it('refuses to write on top of a feed that somebody changed by hand', async () => {
    const { files, ...changed } = await memoryProduct(['1.0.0', '1.1.0']);
    const path = 'updates/linux/stable/appcast.xml';
    files.set(path, (files.get(path) ?? '').replace('notes-1.1.0', 'evil-1.1.0'));
    expect(await refusalOf({ files, ...changed }, rollback(['1.1.0']))).toBe('broken-invariant');
    files.set(path, '<rss><channel>');
    expect(await refusalOf({ files, ...changed }, rollback(['1.1.0']))).toBe('bad-feed');
  });
});

function withOtherFile(command: ReturnType<typeof add>): Command {
  const linux = command.packages.linux?.map((one) => ({ ...one, length: one.length + 1 }));
  return { ...command, packages: { linux } };
}
