import { describe, expect, it } from 'vitest';
import { factsOf, NOW } from './agent.fixture.ts';
import type { Known } from './known.ts';
import { crashing } from './notice-condemned.ts';
import { prepare } from './notice.ts';
import type { Draft } from './notice.ts';
import { planned, suspended } from './notice-updates.ts';
import type { Plan } from './notice-updates.ts';
import { available, known } from './notices.fixture.ts';
import type { Notice } from './snapshot.ts';
import { ready, target } from './state.fixture.ts';

const facts = factsOf('1.0.0');
const shown = (draft: Draft, languages: readonly string[] = ['en']): Notice =>
  prepare(draft, { languages }, {}, { now: NOW }).notice;
const labels = ({ actions }: Notice): readonly string[] => actions.map(({ label }) => label);

describe('a download that is suspended', () => {
  const progress = { received: 12_400_000, total: 98_000_000, speed: 1000, secondsLeft: 9 };

  it('says how much is here already, and can be resumed or cancelled', () => {
    const notice = shown(suspended(known({}), facts, target('1.1.0'), progress));
    expect(notice).toMatchObject({
      kind: 'suspended',
      title: 'The download of Notes 1.1.0 is on hold',
      body: [
        'You still have 1.0.0. The rest is fetched when you resume.',
        '12.4 of 98.0 MB are on this computer already.',
        'Your data and settings were not touched.',
        'If you do nothing, Notes 1.0.0 keeps running.',
      ],
      progressText: '12.4 of 98.0 MB',
    });
    expect(notice.actions.map(({ kind }) => kind)).toEqual(['resume', 'cancel', 'later']);
  });

  it('before the first byte says no number', () => {
    const notice = shown(suspended(known({}), facts, target('1.1.0'), undefined));
    expect(notice).toMatchObject({ progress: undefined, progressText: undefined });
    expect(notice.body).toHaveLength(3);
  });
});

describe('an install that is planned', () => {
  const titleOf = (when: Plan['when'], what: Partial<Known> = {}, language = 'en-GB'): string =>
    shown(planned(known(what), facts, { version: '1.1.0', when }, NOW), [language]).title;
  const today = new Date(NOW);
  const tonight = new Date(today.getFullYear(), today.getMonth(), today.getDate(), 22, 0).getTime();

  it('says when: on quitting, when the app is free, or when what it does is done', () => {
    expect(titleOf('on-quit')).toBe('Notes 1.1.0 installs when you quit');
    expect(titleOf('when-free')).toBe('Notes 1.1.0 installs as soon as nothing else is under way');
    expect(titleOf('when-free', { busy: ['exporting'] })).toBe(
      'Notes 1.1.0 installs as soon as exporting is done',
    );
  });

  it("says at what time, as the user's region writes it, and the day where it is another", () => {
    expect(titleOf(tonight)).toBe('Notes 1.1.0 installs at 22:00');
    expect(titleOf(tonight, {}, 'en-US')).toMatch(/at 10:00\sPM$/);
    expect(titleOf(tonight, {}, 'de')).toBe('Notes 1.1.0 wird installiert: 22:00');
    expect(titleOf(tonight + 86_400_000)).toMatch(/installs at Tuesday.*24 November.*22:00$/);
  });

  it('can be called off, or done at once where it is here', () => {
    const plan = { version: '1.1.0', when: 'on-quit' } as const;
    expect(labels(shown(planned(known({ state: ready('1.1.0') }), facts, plan, NOW)))).toEqual([
      'Restart and update to 1.1.0',
      'Do not install it then',
      'OK',
    ]);
    expect(labels(shown(planned(known({}), facts, plan, NOW)))).toEqual([
      'Do not install it then',
      'OK',
    ]);
  });

  it('another way is another notice: who has read the first has not read the second', () => {
    const ids = (['on-quit', 'when-free', tonight] as const).map(
      (when) => shown(planned(known({}), facts, { version: '1.1.0', when }, NOW)).id,
    );
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a version that does not start well', () => {
  it.each([
    [
      'a fix is there',
      { state: available('forward', '1.1.0') },
      'You have 1.0.0. You can install 1.1.0 in its place.',
      ['Restart and update to 1.1.0', 'Keep using 1.0.0', 'Later'],
    ],
    [
      'there is a way back',
      { state: available('back', '0.9.0') },
      'You can go back to 0.9.0.',
      ['Go back to 0.9.0', 'Keep using 1.0.0', 'Later'],
    ],
    [
      'there is nothing yet',
      {},
      'There is no other version to install yet. You will be told as soon as there is one.',
      ['Keep using 1.0.0', 'Later'],
    ],
  ] as const)('says how often, and what can be done: %s', (_what, what, line, buttons) => {
    const notice = shown(crashing(known(what), facts, 3));
    expect(notice).toMatchObject({
      id: 'crashing:1.0.0',
      severity: 'high',
      title: 'Notes 1.0.0 did not start well 3 times',
      tell: true,
    });
    expect(notice.body[0]).toBe(line);
    expect(labels(notice)).toEqual(buttons);
  });
});
