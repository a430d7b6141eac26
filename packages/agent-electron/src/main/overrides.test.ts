import { DEFAULT_PHASES } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { readOverrides } from './overrides.ts';
import type { FoundOverrides, OverrideSources } from './overrides.ts';
import { parseOverrides } from './overrides-file.ts';

const NO_FILE = { name: 'phasegate-overrides.json', texts: {}, warnings: [] };

const read = (
  { argv = [], env = {}, file = NO_FILE }: Partial<OverrideSources>,
  allowLoopbackHttp = false,
): FoundOverrides =>
  readOverrides({ argv, env, file }, { allowLoopbackHttp, phases: DEFAULT_PHASES });

describe('overrides', () => {
  it('reads every override from its switch, and each is listed as name=value', () => {
    const argv = [
      'notes',
      '--phasegate-bucket=7',
      '--phasegate-feed=stable-rollout-10%',
      '--phasegate-feed-base=https://example.com/updates',
      '--phasegate-version=1.0.0',
      '--phasegate-notice=withdrawn:critical',
      '--phasegate-time-scale=8640',
      '--phasegate-language=he, pt-br',
      '--phasegate-development=on',
    ];
    const { values, active, origins, warnings } = read({ argv });
    expect(values).toEqual({
      bucket: 7,
      feed: 'stable-rollout-10%',
      feedBase: 'https://example.com/updates',
      version: '1.0.0',
      notice: { kind: 'withdrawn', severity: 'critical' },
      timeScale: 8640,
      languages: ['he', 'pt-BR'],
      development: true,
    });
    expect(active).toContain('feed=stable-rollout-10%');
    expect(origins).toContain('time-scale=8640 (--phasegate-time-scale)');
    expect(warnings).toEqual([]);
  });

  it('takes the switch before the environment, that before the file, and the last of two switches', () => {
    const argv = ['--phasegate-bucket=1', '--phasegate-bucket=0'];
    const env = { PHASEGATE_BUCKET: '60' };
    const file = parseOverrides('qa.json', '{ "bucket": 7 }');
    expect(read({ argv, env, file }).values.bucket).toBe(0);
    expect(read({ env, file }).values.bucket).toBe(60);
    expect(read({ file }).values.bucket).toBe(7);
    expect(read({ file }).origins).toEqual(['bucket=7 (qa.json)']);
  });

  it('does not fall back to the next source where a value cannot be read', () => {
    const env = { PHASEGATE_BUCKET: '7' };
    const file = parseOverrides('qa.json', '{ "bucket": 8 }');
    const found = read({ argv: ['--phasegate-bucket=ten'], env, file });
    expect(found.values).toEqual({});
    expect(found.warnings).toEqual([
      'the override bucket of --phasegate-bucket="ten" cannot be read and is ignored; wanted is a number 0..99',
    ]);
  });

  it.each([
    ['10', 'stable-rollout-10%'],
    ['50%', 'stable-rollout-50%'],
    ['100', 'stable'],
  ])('phase %s reads the feed %s', (phase, feed) => {
    const { values, active } = read({ env: { PHASEGATE_PHASE: phase } });
    expect(values).toEqual({ feed });
    expect(active).toEqual([`phase=${phase}`]);
  });

  it('takes phase or feed, whichever has the better source, and the feed where they have the same', () => {
    const env = { PHASEGATE_FEED: 'stable', PHASEGATE_PHASE: '50' };
    expect(read({ argv: ['--phasegate-phase=10'], env }).active).toEqual(['phase=10']);
    expect(read({ env }).active).toEqual(['feed=stable']);
  });

  it.each([
    ['bucket', '100'],
    ['bucket', '7.0'],
    ['bucket', '-1'],
    ['bucket', ''],
    ['phase', '20'],
    ['phase', '0'],
    ['phase', '1e1'],
    ['feed', 'stable-rollout-ten%'],
    ['feed', 'beta'],
    ['version', '1.0'],
    ['feed-base', 'http://example.com/updates'],
    ['feed-base', 'http://127.0.0.1:8080/updates'],
    ['feed-base', 'https://user:hunter2@example.com/updates'],
    ['machine-id', ' '],
    ['machine-id', 'x'.repeat(257)],
    ['notice', 'withdrawn:loud'],
    ['notice', 'sale'],
    ['time-scale', '0'],
    ['time-scale', '-1'],
    ['time-scale', '1e3'],
    ['time-scale', '0.0000001'],
    ['time-scale', '100001'],
    ['time-scale', 'Infinity'],
    ['language', ''],
    ['language', 'english please'],
    ['development', 'yes'],
  ])('refuses %s=%s with a warning and forces nothing', (name, text) => {
    const found = read({ argv: [`--phasegate-${name}=${text}`] });
    expect(found.values).toEqual({});
    expect(found.active).toEqual([]);
    expect(found.warnings).toHaveLength(1);
    expect(found.warnings[0]).toContain(`--phasegate-${name}`);
    expect(found.warnings[0]).not.toMatch(/hunter2|xxx/);
  });

  it('says which notices there are to somebody who asked for another one', () => {
    const { warnings } = read({ argv: ['--phasegate-notice=sale'] });
    expect(warnings[0]).toMatch(
      /one of update-ready, .*withdrawn.* :critical, :high, :medium, :low/,
    );
  });

  it('warns of a switch, and of a name in the file, that is no override, and not of other variables', () => {
    const { values, warnings } = read({
      argv: ['--phasegate-buket=7', '--phasegate-overrides=/tmp/qa.json', '--other=1'],
      env: { PHASEGATE_HOME: '/opt' },
      file: parseOverrides('qa.json', '{ "tempo": 3, "constructor": "x", "bucket": 7 }'),
    });
    expect(values).toEqual({ bucket: 7 });
    expect(warnings.map((one) => one.split(';')[0])).toEqual([
      'there is no override --phasegate-buket',
      'there is no override "tempo" in qa.json',
      'there is no override "constructor" in qa.json',
    ]);
  });

  it('takes a loopback feed base only where the app allows loopback http', () => {
    const argv = ['--phasegate-feed-base=http://127.0.0.1:8080/updates'];
    expect(read({ argv }, true).values.feedBase).toBe('http://127.0.0.1:8080/updates');
  });

  it('never lists the machine id itself', () => {
    const found = read({ env: { PHASEGATE_MACHINE_ID: 'desk-4711' } });
    expect(found.active).toEqual(['machine-id=(set)']);
    expect(JSON.stringify([found.origins, found.warnings])).not.toContain('4711');
  });
});
