import { describe, expect, it } from 'vitest';

import { CONFIG } from '../memory.fixture.ts';
import { configText, parseConfig } from './config.ts';

function read(publish: unknown): ReturnType<typeof parseConfig> {
  const config = JSON.parse(configText(CONFIG)) as object;
  return parseConfig(JSON.stringify({ ...config, publish }));
}

const S3 = { kind: 's3', bucket: 'notes' };

describe('the section "publish" of the config', () => {
  it('names each target, by its kind where nothing else is said', () => {
    const read3 = read([
      { kind: 'folder', path: '/srv/www' },
      { ...S3, name: 'cdn', endpoint: 'https://s3.example.com', region: 'eu-central-1' },
      { kind: 'rsync', to: 'deploy@example.com:/srv/www' },
    ]);
    expect(read3).toMatchObject({
      ok: true,
      value: {
        publish: [
          { kind: 'folder', name: 'folder', path: '/srv/www' },
          { name: 'cdn', prefix: '', cacheControl: 'public, max-age=60' },
          { name: 'rsync', to: 'deploy@example.com:/srv/www' },
        ],
      },
    });
    expect(read3.ok && parseConfig(configText(read3.value))).toEqual(read3);
  });

  it.each([
    [[{ kind: 'ftp', to: 'x' }]],
    [[S3, S3]],
    [[{ ...S3, secretAccessKey: 'hush' }]],
    [[{ ...S3, endpoint: 'http://s3.example.com' }]],
    [[{ ...S3, endpoint: 'https://key:secret@s3.example.com' }]],
    [[{ ...S3, prefix: '../up//' }]],
    [[{ ...S3, bucket: 'a/b' }]],
    [[{ kind: 'rsync', to: '--delete' }]],
    [[{ kind: 'rsync', to: 'host:/x\n' }]],
    [[{ kind: 'folder', path: '' }]],
    [[{ kind: 'folder', path: '/x', name: '-x' }]],
    [{ kind: 'folder', path: '/x' }],
  ])('is refused as %j', (publish) => {
    expect(read(publish)).toMatchObject({ ok: false, refusal: { code: 'bad-config' } });
  });
});
