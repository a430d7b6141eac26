import { AgentError } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { checkOptions } from './options.ts';
import type { UpdateAgentOptions } from './options.ts';

const good: UpdateAgentOptions = {
  appId: 'com.example.notes',
  feedBase: 'https://example.github.io/notes/updates',
  trust: 'unsigned',
};

function problemWith(change: Partial<Record<keyof UpdateAgentOptions, unknown>>): AgentError {
  try {
    checkOptions({ ...good, ...change } as UpdateAgentOptions);
  } catch (error) {
    if (error instanceof AgentError) {
      return error;
    }
  }
  throw new Error('the options were accepted');
}

describe('options', () => {
  it('loosens nothing by itself', () => {
    const settings = checkOptions(good);
    expect(settings).toMatchObject({
      allowLoopbackHttp: false,
      allowOverrides: false,
      allowUnsignedGoBack: false,
      notices: 'auto',
    });
  });

  it('knows the phases of the specification unless it is told others', () => {
    expect(checkOptions(good).phases).toEqual([10, 50, 100]);
    expect(checkOptions({ ...good, phases: [5, 25, 100] }).phases).toEqual([5, 25, 100]);
  });

  it('reports nothing until the user has said yes', () => {
    expect(checkOptions(good).reports).toBeUndefined();
    const url = 'https://collector.example.com/v1/events';
    expect(checkOptions({ ...good, reports: { url } }).reports).toEqual({ url, enabled: false });
    const given = { url, appToken: 'notes-1', enabled: true };
    expect(checkOptions({ ...good, reports: given }).reports).toEqual(given);
  });

  it('keeps a zero: the first check may come at once', () => {
    expect(checkOptions({ ...good, schedule: { firstAfter: 0 } }).schedule.firstAfter).toBe(0);
  });

  it.each([
    [{ trust: undefined }, /unsigned/],
    [{ trust: 'signed' }, /unsigned/],
    [{ root: '{}' }, /exclude each other/],
    [{ trust: undefined, root: '{}' }, /the root cannot be trusted/],
    [{ trust: undefined, root: 7 }, /the root cannot be trusted/],
    [{ appId: 'notes' }, /reverse-DNS/],
    [{ feedBase: 'http://example.com/updates' }, /https/],
    [{ feedBase: 'http://127.0.0.1/updates' }, /allowLoopbackHttp/],
    [{ feedBase: 'https://example.com/updates?x=1' }, /query/],
    [{ blockedVersions: ['1.2.x', 'oops'] }, /oops/],
    [{ blockedVersions: [''] }, /range/],
    [{ phases: [50, 10, 100] }, /phases are percentages that rise and end in 100/],
    [{ phases: [5, 25] }, /phases/],
    [{ phases: '5,100' }, /phases/],
    [{ phases: [0, 100] }, /phases/],
    [{ notices: 'toast' }, /notices/],
    [{ schedule: { every: 10 } }, /milliseconds/],
    [{ schedule: { firstAfter: Number.NaN } }, /milliseconds/],
    [{ reports: {} }, /reports\.url/],
    [{ reports: { url: 'http://collector.example.com/v1/events' } }, /https/],
    [{ reports: { url: 'http://127.0.0.1/v1/events' } }, /https/],
    [{ reports: { url: 'https://ada:pw@collector.example.com/v1/events' } }, /credentials/],
    [{ reports: { url: 'https://c.example.com/v1/events', appToken: 'a\r\nb' } }, /appToken/],
    [{ reports: { url: 'https://c.example.com/v1/events', enabled: 'false' } }, /enabled/],
  ])('refuses %j at creation and says what is wrong', (change, message) => {
    const problem = problemWith(change);
    expect(problem.code).toBe('bad-configuration');
    expect(problem.message).toMatch(message);
  });
});
