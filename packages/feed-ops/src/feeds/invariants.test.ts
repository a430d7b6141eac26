import { describe, expect, it } from 'vitest';

import type { InvariantCode } from './invariants.ts';
import { breachesOf } from './invariants.ts';
import { add, CONFIG, memoryProduct, NOW, rollback, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';

const STABLE = 'updates/linux/stable/appcast.xml';
const NARROW = 'updates/linux/stable-rollout-10%/appcast.xml';
const ALIAS = 'updates/linux/stable-rollout-10/appcast.xml';

async function product(): Promise<MemoryProduct> {
  const made = await memoryProduct(['1.0.0', '1.1.0']);
  await made.change(add('1.2.0'));
  await made.change(start('1.2.0'));
  await made.change(rollback(['1.1.0']));
  return made;
}

async function codesAfter(edit: (files: Map<string, string>) => void): Promise<readonly string[]> {
  const made = await product();
  edit(made.files);
  const [state] = (await made.snapshot()).states;
  return state === undefined
    ? []
    : breachesOf(state, { app: CONFIG.app, trust: { kind: 'unsigned' } }, NOW).map(
        ({ code }) => code,
      );
}

function change(
  path: string,
  from: string | RegExp,
  to: string,
): (files: Map<string, string>) => void {
  return (files) => {
    const before = files.get(path) ?? '';
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    files.set(path, after);
  };
}

describe('every invariant has its name', () => {
  const cases: readonly (readonly [InvariantCode, (files: Map<string, string>) => void])[] = [
    ['feed-missing', (files) => files.delete(STABLE)],
    ['feed-unreadable', change(STABLE, '</rss>', '')],
    ['feed-too-large', change(STABLE, '<title>', `<!--${' '.repeat(1024 * 1024)}--><title>`)],
    ['feed-identity', change(STABLE, 'app="com.example.notes"', 'app="com.example.other"')],
    ['feed-identity', change(NARROW, 'name="stable-rollout-10%"', 'name="stable"')],
    ['feed-identity', change(STABLE, /<phasegate:feed[^>]*>/, '')],
    ['sequence-apart', change(STABLE, /sequence="\d+"/, 'sequence="1"')],
    ['not-nested', change(NARROW, /<item>(?:(?!<item>)[^])*1\.0\.0(?:(?!<item>)[^])*<\/item>/, '')],
    ['item-differs', change(NARROW, 'notes-1.0.0.AppImage', 'notes-1.0.0-b.AppImage')],
    ['item-unusable', change(STABLE, '<sparkle:version>1.0.0', '<sparkle:version>1.0')],
    ['version-twice', change(STABLE, /(<item>[^]*<\/item>)/, '$1$1')],
    ['no-fallback', change(STABLE, /<item>[^]*<\/item>/, '')],
    ['too-many-advisories', (files) => files.set(STABLE, manyAdvisories(files.get(STABLE) ?? ''))],
    ['ledger-differs', change('updates/linux/rollout.json', '"rolling"', '"paused"')],
    ['ledger-differs', change(STABLE, /<phasegate:advisory[^]*<\/phasegate:advisory>/, '')],
    ['alias-differs', (files) => files.delete(ALIAS)],
    ['no-build-date', change(STABLE, /<lastBuildDate>.*<\/lastBuildDate>/, '')],
  ];

  it.each(cases)('%s', async (code, edit) => {
    expect(await codesAfter(edit)).toContain(code);
  });

  it('none is broken in what the planner wrote', async () => {
    expect(await codesAfter(() => undefined)).toEqual([]);
  });
});

function manyAdvisories(text: string): string {
  const [one = ''] = /<phasegate:advisory[^]*<\/phasegate:advisory>/.exec(text) ?? [];
  const many = Array.from({ length: 65 }, (_, at) => one.replace(/id="[^"]*"/, `id="a-${at}"`));
  return text.replace(one, many.join('\n'));
}
