import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { Known } from '../known.ts';
import { crashing } from './notice-condemned.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { Plan } from '../memory/memory.ts';
import { prepare } from './notice.ts';
import type { Draft } from './notice.ts';
import { planned, suspended } from './notice-updates.ts';
import { available, known, reading } from './notices.fixture.ts';
import { noticesOf } from './notices.ts';
import type { Notice } from '../snapshot.ts';
import { ready, target } from '../state.fixture.ts';

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

describe('what its user has arranged', () => {
  const kinds = (what: Partial<Known>): readonly string[] =>
    noticesOf(known(what), facts, NOW).map(({ notice }) => notice.kind);
  const stopped = { target: target('1.1.0'), thenInstall: false };
  const planning = (version: string): Pick<Known, 'memory'> => ({
    memory: { ...EMPTY_MEMORY, plan: { version: v(version), when: 'on-quit' } },
  });

  it('is one notice, also while a check is under way', () => {
    expect(kinds({ state: { phase: 'suspended', ...stopped } })).toEqual(['suspended']);
    const checking = { phase: 'checking', trigger: 'timer', offered: stopped.target } as const;
    expect(kinds({ state: { ...checking, suspended: stopped } })).toEqual(['suspended']);
    expect(kinds({ state: checking })).toEqual(['update-available']);
  });

  it('stands in place of the offer that it answers, and of no other', () => {
    expect(kinds({ state: ready('1.1.0'), ...planning('1.1.0') })).toEqual(['planned']);
    expect(kinds({ state: ready('1.1.0'), ...planning('1.2.0') })).toEqual(['update-ready']);
    expect(kinds(planning('1.1.0'))).toEqual([]);
  });

  it('is over once it is being installed', () => {
    const state = { phase: 'installing', target: target('1.1.0') } as const;
    expect(kinds({ state, ...planning('1.1.0') })).toEqual(['updating']);
  });

  it('does not silence that the version starts badly', () => {
    const read = { reading: reading('crashing') };
    const state = ready('0.9.0', 'back');
    expect(kinds({ state, ...read, ...planning('0.9.0') })).toEqual(['crashing', 'planned']);
  });
});

describe('an install that is planned', () => {
  const titleOf = (when: Plan['when'], what: Partial<Known> = {}, language = 'en-GB'): string =>
    shown(planned(known(what), facts, { version: v('1.1.0'), when }, NOW), [language]).title;
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
    const plan = { version: v('1.1.0'), when: 'on-quit' } as const;
    expect(labels(shown(planned(known({ state: ready('1.1.0') }), facts, plan, NOW)))).toEqual([
      'Restart and update to 1.1.0',
      'Choose a time…',
      'Do not install it then',
      'OK',
    ]);
    expect(labels(shown(planned(known({}), facts, plan, NOW)))).toEqual([
      'Do not install it then',
      'OK',
    ]);
  });

  it('asks for a time in a form with words for each thing in it, which begins with the time that is planned', () => {
    const offer = noticesOf(known({ state: ready('1.1.0') }), facts, NOW)[0]?.notice;
    const change = (when: Plan['when']): Notice =>
      shown(planned(known({ state: ready('1.1.0') }), facts, { version: v('1.1.0'), when }, NOW));
    const forms = [offer, change(tonight), change('on-quit')].map(
      (notice) => notice?.actions.find(({ kind }) => kind === 'at-time')?.form,
    );
    const words = {
      label: 'When to install 1.1.0',
      hint: 'Any time in the next 14 days. Notes restarts then.',
      confirm: 'Install 1.1.0 then',
      back: 'Back',
    };
    expect(forms).toEqual([words, { ...words, at: tonight }, words]);
  });

  it('another way is another notice: who has read the first has not read the second', () => {
    const ids = (['on-quit', 'when-free', tonight] as const).map(
      (when) => shown(planned(known({}), facts, { version: v('1.1.0'), when }, NOW)).id,
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
