import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

// Whatever is refused changes nothing, so that one world serves all.
let world: World;

beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.close());

const REASON = ['--reason', 'x', '--yes'] as const;

describe('what is refused leaves everything as it was', () => {
  it.each([
    [['rollback', '1.0.0', '--issue', 'x'.repeat(281)], 2, '--issue has 281 characters'],
    [['rollback', '1.0.0', '--issue.de', ''], 2, '--issue.de: says nothing'],
    [['rollback', '1.0.0', '--issue.not_a_tag', 'x'], 2, 'unknown option'],
    [['rollback', '1.0.0', '--template', 'fire'], 2, 'crash, data-loss, security'],
    [
      ['rollback', '1.0.0', '--template', './no.liquid.yml'],
      2,
      './no.liquid.yml cannot be read: ENOENT',
    ],
    [['rollback', '1.0.0', '--advisory', 'no.yml'], 2, 'no.yml cannot be read: ENOENT'],
    [['rollback', '1.0.0', '--alternative', 'http://example.com'], 2, 'https'],
    [['rollback', '1.0.0', '--deadline', 'soon'], 2, 'write 48h'],
    [['rollback', '1.0.0', '--notice', 'off', '--template', 'crash'], 2, 'nobody to read'],
    [['withdraw', '1.0.0'], 4, 'nobody a release to be on'],
    [['block', '*'], 2, 'upper end'],
    [['block', '>=1.0.0'], 2, 'upper end'],
    [['block', '<2.0.0'], 4, 'nobody a release to be on'],
    [['block', '1.x || banana'], 2, 'no range of versions'],
    [['block', '--upload-pack=x'], 2, 'unknown option'],
    [['unblock', '1.x'], 2, 'No block "1.x" is in force'],
    [['notice'], 2, 'A notice without words'],
    [['notice', 'end', 'x'], 2, 'No notice "x" is in force'],
    [['advisory', 'correct', 'x', '--issue', 'y'], 2, 'phasegate advisory list'],
    [['undo', '--sequence', '0'], 2, 'is no feed sequence'],
    [['undo', '--sequence', '999'], 2, 'No command has the sequence 999'],
    [['undo', '--at', 'yesterday'], 2, 'is no time'],
    [['undo', '--at', '2026-01-01T00:00:00Z'], 2, 'No command was given at'],
    [['undo', '--sequence', '1'], 4, 'cannot be taken back'],
    [['undo'], 4, 'Git does not show what stood before "start 1.0.0"'],
  ])('%j ends with %i', async (words, code, says) => {
    const head = await world.remote.head();
    const answer = await world.operator.phasegate(...words, ...REASON);
    expect({ ...answer, stdout: '' }).toMatchObject({ code });
    expect(answer.stderr).toContain(says);
    expect(answer.stderr).toMatch(/Next: \S|--help/);
    expect(await world.remote.head()).toBe(head);
  });
});
