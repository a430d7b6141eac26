import { describe, expect, it } from 'vitest';
import { NOTICE_KINDS, sampleNotice, sampleSnapshot, snapshotWith } from './index.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

describe('the samples that apps test their own surfaces with', () => {
  it.each(NOTICE_KINDS)('have a notice of the kind %s, in every severity', (kind) => {
    for (const severity of SEVERITIES) {
      const notice = sampleNotice(kind, { severity });
      expect(notice).toMatchObject({ kind, severity });
      expect(notice.title.length).toBeGreaterThan(0);
    }
  });

  it('say nothing while there is nothing to say', () => {
    expect(sampleSnapshot()).toMatchObject({ phase: 'idle', version: '1.1.0', notice: undefined });
  });

  it("put the developer's own names into the product's words", () => {
    const facts = { appName: 'Sketch', installed: '4.2.1', older: '4.1.9', issue: 'It can close.' };
    const { notice, version, phase } = snapshotWith('withdrawn', facts);
    expect({ version, phase }).toEqual({ version: '4.2.1', phase: 'available' });
    expect(notice?.title).toBe('Sketch 4.2.1 was withdrawn');
    expect(notice?.body[0]).toBe('It can close.');
    expect(notice?.actions.map(({ label }) => label)).toContain('Go back to 4.1.9');
  });

  it('survive the way into a window', () => {
    for (const kind of NOTICE_KINDS) {
      expect(structuredClone(snapshotWith(kind))).toEqual(snapshotWith(kind));
    }
  });

  it('refuse a version that no feed could carry', () => {
    expect(() => sampleNotice('went-back', { newer: 'v2' })).toThrow('no full semver');
  });
});
