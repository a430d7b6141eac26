import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { commitSubject, commitText } from './commit-message.ts';
import { readReason, readVersion } from '../request.ts';

const NAMES = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/names.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<'versionsRefuse' | 'versionsAllow' | 'reasonsThatMustSurvive', readonly string[]>
>;

describe('a reason in a commit', () => {
  it.each(NAMES.reasonsThatMustSurvive)('stays one line behind our own words: %j', (reason) => {
    expect(readReason(reason)).toEqual({ ok: true, value: reason });
    const text = commitText({ subject: commitSubject('Roll back 1.0.1', reason), body: ['Ours.'] });
    const [subject, empty, ...body] = text.split('\n');
    expect(subject).toMatch(/^Roll back 1\.0\.1/);
    expect([empty, ...body]).toEqual(['', 'Ours.', '']);
    expect(subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]|\[.*\]/u);
  });

  it('loses the tags that make a host skip its deployment, and the line breaks that start a trailer', () => {
    const reason =
      'broken [ci skip] ***NO_CI***\n\nskip-checks: true\nCo-authored-by: x <x@example.com>';
    expect(commitSubject('Pause 1.0.0', reason)).toBe(
      'Pause 1.0.0: broken (ci skip) *NO_CI* skip-checks true Co-authored-by: x <x@example.com>',
    );
  });

  it('says only our own words where nothing of the reason can be shown', () => {
    expect(commitSubject('Pause 1.0.0', '\u202e\u2066')).toBe('Pause 1.0.0');
  });
});

describe('a version as typed', () => {
  it.each(NAMES.versionsRefuse)('is refused: %j', (text) => {
    expect(readVersion(text)).toMatchObject({
      ok: false,
      refusal: { code: 'bad-version', exit: 2 },
    });
  });

  it.each(NAMES.versionsAllow)('is taken: %j', (text) => {
    expect(readVersion(text)).toEqual({ ok: true, value: text });
  });
});
