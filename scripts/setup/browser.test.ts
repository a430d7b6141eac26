import { describe, expect, it } from 'vitest';
import { findBrowser } from './browser.ts';

const none = { env: {}, exists: () => false, install: () => Promise.resolve() };

describe('the browser of the tests', () => {
  it('is the one that CHROME_PATH names, and never another one in its place', async () => {
    const env = { CHROME_PATH: '/opt/mine/chrome' };
    expect(await findBrowser({ ...none, env, exists: () => true })).toBe('/opt/mine/chrome');
    const exists = (file: string): boolean => file === '/usr/bin/chromium';
    await expect(findBrowser({ ...none, env, exists })).rejects.toMatchObject({
      code: 'no-browser',
      message: expect.stringContaining('/opt/mine/chrome') as string,
    });
  });

  it('is one that is there, and then nothing is installed', async () => {
    let installed = 0;
    const install = (): Promise<void> => Promise.resolve(void (installed += 1));
    const exists = (file: string): boolean => file === '/usr/bin/google-chrome';
    expect(await findBrowser({ ...none, exists, install })).toBe('/usr/bin/google-chrome');
    expect(installed).toBe(0);
  });

  it('is installed where there is none', async () => {
    let installed = false;
    const install = (): Promise<void> => Promise.resolve(void (installed = true));
    const exists = (file: string): boolean => installed && file === '/usr/bin/chromium';
    expect(await findBrowser({ ...none, exists, install })).toBe('/usr/bin/chromium');
  });

  it('is asked for by name where it can be neither found nor installed', async () => {
    await expect(findBrowser(none)).rejects.toMatchObject({
      code: 'no-browser',
      message: expect.stringMatching(/CHROME_PATH[^]*apt-get install[^]*chromium/) as string,
    });
  });

  it('says why it could not be installed, and what else can be done', async () => {
    const install = (): Promise<void> => Promise.reject(new Error('no package named chromium'));
    await expect(findBrowser({ ...none, install })).rejects.toMatchObject({
      code: 'no-browser',
      message: expect.stringMatching(/no package named chromium[^]*CHROME_PATH/) as string,
    });
  });
});
