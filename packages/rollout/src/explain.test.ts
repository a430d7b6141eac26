import { describe, expect, it } from 'vitest';
import { advisory, feed, item, machine, NOW, v } from './decide.fixture.ts';
import { decide } from './decide.ts';
import { explainChoice, explainFault, explainOutcome, explainRemark } from './explain.ts';
import type { FeedRemark, ItemFault } from './feed.ts';
import type { ItemOutcome } from './outcome.ts';

describe('a decision in words', () => {
  const bad = machine({ version: v('1.1.0') });
  const withdrawn = [advisory({ on: '1.1.0' })];

  it.each([
    [
      'an offer',
      decide(machine(), feed([item('1.1.0')]), NOW),
      '1.1.0 is offered: it is newer than the installed version',
    ],
    [
      'a critical offer',
      decide(machine(), feed([item('1.1.0', { critical: { below: undefined } })]), NOW),
      '1.1.0 is offered: it is newer, and critical for the installed version',
    ],
    [
      'a way out',
      decide(bad, feed([item('1.1.1')], withdrawn), NOW),
      '1.1.1 is offered: it is the way out of the installed version, which was withdrawn',
    ],
    [
      'a way out of a blocked version',
      decide(bad, feed([item('1.1.1')], [advisory({ on: '1.1.0', kind: 'blocked' })]), NOW),
      '1.1.1 is offered: it is the way out of the installed version, which is blocked',
    ],
    [
      'a way back',
      decide(bad, feed([item('1.0.0')], withdrawn), NOW),
      '1.1.0 is withdrawn; this machine should go back to 1.0.0',
    ],
    [
      'no way back',
      decide(bad, feed([], withdrawn), NOW),
      '1.1.0 is withdrawn, and the feed holds no release to go back to; it keeps running',
    ],
    [
      'a way back that the app does not allow',
      decide({ ...bad, mayGoBack: false }, feed([item('1.0.0')], withdrawn), NOW),
      "1.1.0 is withdrawn, but the app does not allow going back on an unsigned feed's word; it keeps running",
    ],
    [
      'nothing newer',
      decide(machine(), feed([item('1.0.0')]), NOW),
      "nothing newer than 1.0.0 is in this machine's feed",
    ],
    ['an empty feed', decide(machine(), feed([]), NOW), 'the feed holds no release'],
    [
      'a newest release that does not suit',
      decide(machine(), feed([item('1.1.0', { channel: 'beta' })]), NOW),
      '1.1.0 is passed over: only for channel beta',
    ],
  ])('names versions and reason: %s', (_what, decision, sentence) =>
    expect(explainChoice(decision)).toBe(sentence),
  );
});

describe('an item in words', () => {
  const outcomes: Readonly<Record<ItemOutcome['code'], readonly [ItemOutcome, string]>> = {
    offered: [{ code: 'offered' }, 'offered'],
    'way-back': [{ code: 'way-back' }, 'the release to go back to'],
    'not-newer': [{ code: 'not-newer' }, 'not newer than the installed version'],
    superseded: [{ code: 'superseded', by: v('1.2.0') }, 'newer, but 1.2.0 is newer still'],
    'on-request': [
      { code: 'on-request', from: v('1.5.0') },
      'updates by itself only from 1.5.0 on; another one goes first',
    ],
    withdrawn: [{ code: 'withdrawn', advisory: 'a' }, 'withdrawn by advisory a'],
    blocked: [{ code: 'blocked', advisory: undefined }, 'blocked'],
    pinned: [
      { code: 'pinned', wentBackFrom: v('1.1.0') },
      'this machine went back from 1.1.0 and waits for something newer',
    ],
    'other-channel': [{ code: 'other-channel', channel: 'beta' }, 'only for channel beta'],
    'system-too-old': [{ code: 'system-too-old', needs: '14' }, 'needs system version 14 or newer'],
    'system-too-new': [{ code: 'system-too-new', atMost: '13' }, 'not for systems newer than 13'],
    'system-unknown': [
      { code: 'system-unknown', needs: '14' },
      "asks for system version 14, and this machine's is not known",
    ],
    'no-package': [{ code: 'no-package' }, 'has no package for this system and architecture'],
    'no-digest': [
      { code: 'no-digest' },
      'its package carries no sha512 and length, so it cannot be checked',
    ],
    'not-signed': [{ code: 'not-signed' }, 'its package is not signed by the release key'],
    'wrong-signature': [
      { code: 'wrong-signature' },
      'the signature on its package is not one of the release key for this very package',
    ],
    'below-floor': [
      { code: 'below-floor', floor: v('1.0.0') },
      'below 1.0.0, the lowest version this machine may go back to',
    ],
  };

  it.each(Object.values(outcomes))('says why: %j', (outcome, words) =>
    expect(explainOutcome(outcome)).toBe(words),
  );

  it('that cannot be used at all has a fault with words of its own', () => {
    const faults: Readonly<Record<ItemFault, RegExp>> = {
      'not-semver': /full semver 2\.0\.0 version/,
      'no-version': /no version/,
      'bad-url': /not https/,
      'bad-length': /number of bytes/,
      'bad-digest': /base64 of 64 bytes/,
      'bad-requirement': /requirement/,
      'duplicate-version': /same version/,
    };
    for (const [fault, words] of Object.entries(faults)) {
      expect(explainFault(fault as ItemFault)).toMatch(words);
    }
  });
});

describe('a remark on a feed', () => {
  it('says what was left out, and of which advisory', () => {
    const codes: Readonly<Record<FeedRemark['code'], RegExp>> = {
      'bad-identity': /phasegate:feed/,
      'bad-advisory': /left out/,
      'too-many-advisories': /first 64/,
      'too-many-languages': /first 16/,
      'text-cut': /280 characters/,
    };
    for (const [code, words] of Object.entries(codes)) {
      const remark = { code: code as FeedRemark['code'], advisory: undefined };
      expect(explainRemark(remark)).toMatch(words);
      expect(explainRemark({ ...remark, advisory: 'a1' })).toMatch(/\(a1\)$/);
    }
  });
});
