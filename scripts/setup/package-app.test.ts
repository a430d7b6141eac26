import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { executableNameFor, packageApp, updateConfigFor } from './package-app.ts';

describe('packaging an app', () => {
  it('names the program after the product, and never electron', () => {
    expect(['Phasegate Notes', ' Ünder_score! ', 'Electron', '***'].map(executableNameFor)).toEqual(
      ['phasegate-notes', 'nder-score', 'electronapp', 'app'],
    );
  });

  it('gives each product a folder of its own for downloaded updates', () => {
    expect(updateConfigFor('Phasegate Notes')).toBe(
      'updaterCacheDirName: phasegate-notes-updater\n',
    );
  });

  it("shows electron-builder's own words when it fails", async () => {
    const appDir = await temporaryFolder();
    await writeFile(path.join(appDir, 'package.json'), '{"name":"x","main":"gone.cjs"}');
    const runtime = {
      dist: appDir,
      executable: '',
      version: '25.1.1',
      source: 'override' as const,
    };
    const names = { version: '1.0.0', productName: 'Notes', appId: 'dev.phasegate.notes' };
    const packaging = packageApp({ appDir, outDir: path.join(appDir, 'out'), runtime, ...names });
    await expect(packaging).rejects.toMatchObject({
      code: 'package-failed',
      message: expect.stringMatching(
        /could not package Notes 1\.0\.0:[^]*ENOENT[^]*linux-unpacked/,
      ) as string,
    });
  });
});
