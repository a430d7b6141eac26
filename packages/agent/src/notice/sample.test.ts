import { describe, expect, it } from 'vitest';
import { createBench, factsOf, item, NOW, v } from '../agent.fixture.ts';
import type { Bench } from '../agent.fixture.ts';
import { known } from './notices.fixture.ts';
import { noticesOf } from './notices.ts';
import { parseNoticeSample, sampleNames } from './sample.ts';
import type { NoticeSample } from './sample.ts';
import { SITUATIONS } from './sample-situations.ts';

const sampleOf = (text: string): NoticeSample => {
  const sample = parseNoticeSample(text);
  if (sample === undefined) {
    throw new Error(`${text} is no sample`);
  }
  return sample;
};

async function showing(text: string): Promise<Bench> {
  const bench = createBench('1.0.0', { forcedNotice: sampleOf(text) });
  bench.publish([item('1.0.0')]);
  await bench.start();
  return bench;
}

describe('a sample notice', () => {
  it.each(Object.keys(SITUATIONS))('%s has its real words, in every severity', (kind) => {
    for (const severity of ['critical', 'high', 'medium', 'low'] as const) {
      const sample = sampleOf(`${kind}:${severity}`);
      const [first, ...rest] = noticesOf(known({ sample }), factsOf('1.0.0'), NOW);
      expect(rest).toEqual([]);
      expect(first?.notice).toMatchObject({ kind, severity });
      expect(first?.notice.id).toMatch(/^forced:/);
      expect(first?.notice.title).toContain('Notes');
      expect(first?.notice.body.at(-1)).toContain('sample for QA');
    }
  });

  it('names two different versions on any machine, the lowest as well', () => {
    for (const version of ['0.0.1', '0.0.2', '1.0.0', '1.2.0-beta.1', '2.3.4']) {
      const facts = factsOf(version);
      const [back] = noticesOf(known({ sample: sampleOf('withdrawn') }), facts, NOW);
      const button = back?.notice.actions.find(({ kind }) => kind === 'go-back');
      expect(button?.label).toMatch(/\d+\.\d+\.\d+/);
      expect(button?.label).not.toContain(`${version} `);
      expect(button?.label.endsWith(` ${version}`)).toBe(false);
    }
  });

  it('is medium where no severity is named', () => {
    expect(parseNoticeSample('paused')).toEqual({ kind: 'paused', severity: 'medium' });
  });

  it.each(['', 'withdrawn:', 'withdrawn:loud', 'Withdrawn', 'withdrawn:low:low', 'constructor'])(
    'is refused where it is called %j',
    (text) => {
      expect(parseNoticeSample(text)).toBeUndefined();
    },
  );

  it('can be asked for by the names in the list', () => {
    expect(sampleNames()).toContain('withdrawn, blocked');
    expect(sampleNames()).toContain(':critical');
  });
});

describe('a button of a sample', () => {
  it.each(['go-back', 'later', 'link'])('"%s" puts it away and does nothing else', async (kind) => {
    const bench = await showing('withdrawn:critical');
    const before = [...bench.done];
    await bench.press(kind);
    expect(bench.agent.snapshot().notice).toBeUndefined();
    expect(bench.agent.snapshot().phase).toBe('idle');
    expect(bench.done).toEqual(before);
    expect(bench.disk.memory.notices).toEqual({});
  });

  it('leaves what is really due in its place', async () => {
    const bench = await showing('blocked:high');
    bench.publish([item('1.1.0'), item('1.0.0')]);
    bench.ring();
    await bench.agent.settled();
    expect(bench.agent.snapshot().notice?.id).toBe('forced:blocked:1.0.0:sample');
    await bench.press('go-back');
    expect(bench.agent.snapshot().notice).toMatchObject({ kind: 'update-ready' });
    expect(bench.agent.snapshot().version).toBe(v('1.0.0'));
  });
});
