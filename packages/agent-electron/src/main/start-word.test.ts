import { describe, expect, it } from 'vitest';
import { createStartWord } from './start-word.ts';

describe('an app that says that it has started well', () => {
  it('is heard before there is an agent, and the start is written down at once', () => {
    const heard: string[] = [];
    const desk: { agent?: { startedWell: () => void } } = {};
    const word = createStartWord(
      () => desk.agent,
      () => heard.push('written down'),
    );
    word.say();
    expect(heard).toEqual(['written down']);
    desk.agent = { startedWell: () => heard.push('told') };
    word.handOver();
    expect(heard).toEqual(['written down', 'told']);
  });

  it('and has said nothing is not spoken for', () => {
    const heard: string[] = [];
    const word = createStartWord(
      () => ({ startedWell: () => heard.push('told') }),
      () => heard.push('written down'),
    );
    word.handOver();
    expect(heard).toEqual([]);
    word.say();
    expect(heard).toEqual(['written down', 'told']);
  });
});
