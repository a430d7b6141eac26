import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { startPages } from './pages.ts';
import { sampleRelease } from './sample-release.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

describe('a sample release', () => {
  it('is a file that is served with exactly the length and digest that its item states', async () => {
    const folder = await temporaryFolder('releases');
    const pages = await startPages({ root: folder });
    const release = await sampleRelease({
      version: '1.1.0+b.2',
      folder,
      url: pages.url,
      size: 5000,
    });
    const served = Buffer.from(await (await fetch(release.url)).arrayBuffer());
    expect(served.length).toBe(5000);
    expect((await stat(release.path)).size).toBe(release.length);
    expect(createHash('sha512').update(served).digest('base64')).toBe(release.sha512);
    expect(release.item.packages?.[0]).toMatchObject({ url: release.url, length: 5000 });
    const other = await sampleRelease({ version: '1.1.1', folder, url: pages.url, size: 5000 });
    expect(other.sha512).not.toBe(release.sha512);
    await pages.close();
    await removeFolder(folder);
  });
});
