import { describe, expect, it } from 'vitest';
import { readOverrides } from './overrides.ts';

describe('overrides', () => {
  it('reads every override from its switch, and each is listed as name=value', () => {
    const argv = [
      'notes',
      '--phasegate-bucket=7',
      '--phasegate-feed=stable-rollout-10%',
      '--phasegate-feed-base=https://example.com/updates',
      '--phasegate-version=1.0.0',
      '--phasegate-development=on',
    ];
    const { values, active, warnings } = readOverrides(argv, {}, false);
    expect(values).toEqual({
      bucket: 7,
      feed: 'stable-rollout-10%',
      feedBase: 'https://example.com/updates',
      version: '1.0.0',
      development: true,
    });
    expect(active).toContain('feed=stable-rollout-10%');
    expect(warnings).toEqual([]);
  });

  it('takes the switch before the environment, and the last of two switches', () => {
    const argv = ['--phasegate-bucket=1', '--phasegate-bucket=0'];
    expect(readOverrides(argv, { PHASEGATE_BUCKET: '60' }, false).values.bucket).toBe(0);
    expect(readOverrides([], { PHASEGATE_BUCKET: '60' }, false).values.bucket).toBe(60);
  });

  it.each([
    ['bucket', '100'],
    ['bucket', '7.0'],
    ['bucket', '-1'],
    ['feed', 'stable-rollout-ten%'],
    ['feed', 'beta'],
    ['version', '1.0'],
    ['feed-base', 'http://example.com/updates'],
    ['feed-base', 'http://127.0.0.1:8080/updates'],
    ['feed-base', 'https://user:secret@example.com/updates'],
    ['machine-id', ' '],
    ['development', 'yes'],
  ])('refuses %s=%s with a warning and forces nothing', (name, text) => {
    const env = { PHASEGATE_BUCKET: '7' };
    const found = readOverrides(
      [`--phasegate-${name}=${text}`],
      name === 'bucket' ? env : {},
      false,
    );
    expect(found.values).toEqual({});
    expect(found.warnings).toHaveLength(1);
    expect(found.warnings[0]).toContain(`--phasegate-${name}`);
  });

  it('takes a loopback feed base only where the app allows loopback http', () => {
    const argv = ['--phasegate-feed-base=http://127.0.0.1:8080/updates'];
    expect(readOverrides(argv, {}, true).values.feedBase).toBe('http://127.0.0.1:8080/updates');
  });

  it('never lists the machine id itself', () => {
    const { active } = readOverrides([], { PHASEGATE_MACHINE_ID: 'desk-4711' }, false);
    expect(active).toEqual(['machine-id=(set)']);
  });
});
