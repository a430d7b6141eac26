import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from './machine.ts';
import { newKeys, rootOf } from '../signed-feed.ts';
import { openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// A state file that is gone, cut off or changed costs memory, never the app and never the anchor.
let site: SignedSite;
let here: Machine;

beforeEach(async () => {
  site = await openSignedSite();
  const keys = { ...newKeys(), root: site.keys.root };
  await site.rotate(2, keys);
  const identity = { root: 2 };
  const old = await site.release('1.0.0', {}, keys.release);
  await site.publish({ sequence: 5, items: [old], identity, signer: keys.feed });
  here = await site.machine();
  await here.check();
  expect(here.see().diagnostics).toMatchObject({ rootVersion: 2, lastCheck: { outcome: 'hold' } });
  const item = await site.release('1.1.0', {}, keys.release);
  await site.publish({ sequence: 6, items: [item, old], identity, signer: keys.feed });
});
afterEach(() => site.close());

type Trust = { roots: string[]; counters?: object };

const changed =
  (change: (trust: Trust) => void) =>
  (text: string): string => {
    const state = JSON.parse(text) as { trust: Trust };
    change(state.trust);
    return JSON.stringify(state);
  };

const DAMAGE: readonly (readonly [string, (text: string) => string])[] = [
  ['empty', () => ''],
  ['cut off in the middle', (text) => text.slice(0, text.length / 2)],
  ['cut off at its last byte', (text) => text.trimEnd().slice(0, -1)],
  ['garbage', () => '\u0000\u0001\uFFFF'],
  ['JSON of something else', () => '{"schema":"phasegate/agent@1","snoozed":{},"trust":7}'],
  ['without its roots', changed((trust) => trust.roots.splice(0))],
  ['with the last root gone', changed((trust) => trust.roots.splice(1))],
  ['with the first root gone', changed((trust) => trust.roots.splice(0, 1))],
  ['with garbage for roots', changed((trust) => trust.roots.fill('AAAA'))],
  [
    'with counters beyond 2^48',
    (text) => text.replace('"sequence":5', '"sequence":281474976710657'),
  ],
  [
    'with counters of a root that never was',
    (text) => text.replace('"rootVersion":2', '"rootVersion":9'),
  ],
  ['without its counters', changed((trust) => delete trust.counters)],
];

describe('a state file that is', () => {
  it.each(DAMAGE)('%s leaves the app running, and the next good feed is taken', async (_, harm) => {
    await writeFile(here.stateFile, harm(await readFile(here.stateFile, 'utf8')));
    await here.start();
    expect(here.version()).toBe('1.0.0');
    expect(await here.check()).toMatchObject({
      phase: 'ready',
      target: '1.1.0',
      diagnostics: { rootVersion: 2 },
    });
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });

  it('written by somebody with a root of their own does not become the anchor', async () => {
    const theirs = newKeys();
    const planted = changed((trust) => {
      trust.roots = [1, 2, 3].map((version) =>
        Buffer.from(rootOf(version, theirs)).toString('base64'),
      );
    });
    await writeFile(here.stateFile, planted(await readFile(here.stateFile, 'utf8')));
    await here.start();
    const item = await site.release('9.0.0', {}, theirs.release);
    await site.publish({ sequence: 7, items: [item], signer: theirs.feed });
    const { diagnostics } = await here.check();
    expect(diagnostics).toMatchObject({ rootVersion: 2, lastCheck: { code: 'feed-untrusted' } });
    expect(await here.downloads()).toEqual([]);
  });
});
