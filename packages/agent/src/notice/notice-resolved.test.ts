import { parseVersionRange } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { Known } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { AgentMemory } from '../memory/memory.ts';
import type { NoticeLife } from './notice-life.ts';
import { started } from './notice-resolved.ts';
import { advisory, known, reading } from './notices.fixture.ts';
import { noticesOf } from './notices.ts';
import type { Notice } from '../snapshot.ts';

const seen = (severity: NoticeLife['severity'] = 'high'): NoticeLife => ({
  severity,
  shownAt: NOW,
  snoozes: 0,
});
const remembering = (
  notices: AgentMemory['notices'],
  more: Partial<AgentMemory> = {},
): Pick<Known, 'memory'> => ({ memory: { ...EMPTY_MEMORY, notices, ...more } });
const on = (version: string, what: Partial<Known>): readonly Notice[] =>
  noticesOf(known(what), factsOf(version), NOW).map(({ notice }) => notice);
const fine = { reading: reading('fine') };
const trouble = { 'withdrawn:1.1.0:a': seen() };

describe('trouble that is over', () => {
  it('is told to a user who has seen it, on the version that it was about', () => {
    expect(on('1.1.0', { ...fine, ...remembering(trouble) })).toMatchObject([
      {
        id: 'resolved:1.1.0',
        severity: 'medium',
        title: 'Notes 1.1.0 is in order again',
        actions: [{ kind: 'dismiss' }],
      },
    ]);
  });

  it('is told on the good version that the machine has moved to', () => {
    expect(on('1.1.1', { ...fine, ...remembering(trouble) })).toMatchObject([
      {
        id: 'resolved:1.1.0',
        title: 'You now have Notes 1.1.1',
        body: [
          'What was wrong with 1.1.0 does not concern this computer any more.',
          'Your data and settings were not touched.',
          'You need not do anything.',
        ],
      },
    ]);
  });

  it('is told in other words where the version had started badly', () => {
    const crashed = { 'crashing:1.1.0': seen() };
    const [here] = on('1.1.0', { ...fine, ...remembering(crashed) });
    expect(here?.body[0]).toBe('This time 1.1.0 has started well.');
    const [left] = on('1.1.1', { ...fine, ...remembering(crashed) });
    expect(left?.title).toBe('You now have Notes 1.1.1');
  });

  it('is low where the trouble was, so that it only waits in the menu', () => {
    const mild = { 'blocked:1.1.0': seen('medium') };
    expect(on('1.1.1', { ...fine, ...remembering(mild) })).toMatchObject([{ severity: 'low' }]);
  });

  it('is no news to a user who has not seen any', () => {
    expect(on('1.1.0', fine)).toEqual([]);
    const others = { 'announcement:1.1.0:n': seen(), 'update-ready:1.2.0': seen() };
    expect(on('1.1.0', { ...fine, ...remembering(others) })).toEqual([]);
  });

  it('is not over while the feed is unknown, or the version that runs is condemned', () => {
    expect(on('1.1.0', remembering(trouble))).toEqual([]);
    const condemned = { reading: reading('withdrawn', advisory({ id: 'b' })) };
    expect(on('1.1.1', { ...condemned, ...remembering(trouble) })).toMatchObject([
      { kind: 'withdrawn' },
    ]);
  });

  it('is one notice, also after several revisions', () => {
    const twice = { ...trouble, 'withdrawn:1.1.0:a:2': seen() };
    expect(on('1.1.0', { ...fine, ...remembering(twice) })).toHaveLength(1);
  });

  it("is told in the publisher's words where there are some", () => {
    const word = advisory({
      id: 'b',
      kind: 'resolved',
      versions: parseVersionRange('1.1.0'),
      texts: advisory().texts.map((text) => ({ ...text, issue: 'The server was mended' })),
    });
    const [notice] = on('1.1.0', { reading: reading('fine', word), ...remembering(trouble) });
    expect(notice?.body).toMatchObject(['The server was mended', {}, 'Your data are safe.', {}]);
  });

  it('is not told beside "you are back", which says enough', () => {
    const back = remembering(trouble, { wentBackFrom: v('1.1.0') });
    expect(on('1.0.0', { ...fine, ...back })).toMatchObject([{ kind: 'went-back' }]);
    expect(started(back.memory)).toEqual({});
  });

  it('is forgotten at the start after it was seen, with the trouble, and not before', () => {
    const both = { ...trouble, 'resolved:1.1.0': seen(), 'withdrawn:2.0.0:b': seen() };
    expect(Object.keys(started(remembering(both).memory))).toEqual(['withdrawn:2.0.0:b']);
    const { memory } = remembering(trouble);
    expect(started(memory)).toBe(memory.notices);
  });
});
