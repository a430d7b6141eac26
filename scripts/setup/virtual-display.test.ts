import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { startDisplay } from './virtual-display.ts';

const socketOf = (display: string): string => `/tmp/.X11-unix/X${display.slice(1)}`;

describe.runIf(process.platform === 'linux')('a display', () => {
  it('is a new one for each caller, there when it is handed out and gone when it was stopped', async () => {
    const [one, other] = await Promise.all([startDisplay(), startDisplay()]);
    const names = [one.env.DISPLAY, other.env.DISPLAY];
    expect(names[0]).not.toBe(names[1]);
    expect(names.map((name) => existsSync(socketOf(name)))).toEqual([true, true]);
    await Promise.all([one.stop(), other.stop()]);
    await one.stop();
    expect(names.map((name) => existsSync(socketOf(name)))).toEqual([false, false]);
  });

  it("is the person's own one when a visible run is asked for", async () => {
    const { env } = await startDisplay({ headed: true, env: { DISPLAY: ':77' } });
    expect(env.DISPLAY).toBe(':77');
  });

  it('is refused for a visible run in a session without one, with the way out', async () => {
    await expect(startDisplay({ headed: true, env: {} })).rejects.toMatchObject({
      code: 'no-display',
      message: expect.stringContaining('Leave out --headed') as string,
    });
  });

  it('names the command to run when there is no Xvfb', async () => {
    await expect(startDisplay({ xvfb: '/nowhere/Xvfb' })).rejects.toMatchObject({
      code: 'no-display',
      message: expect.stringMatching(/not installed[^]*apt-get install[^]*xvfb/) as string,
    });
  });

  it('passes on why Xvfb did not start', async () => {
    const xvfb = path.join(await temporaryFolder(), 'Xvfb');
    await writeFile(xvfb, '#!/bin/sh\necho "cannot make the socket" >&2\nexit 1\n', {
      mode: 0o755,
    });
    await expect(startDisplay({ xvfb })).rejects.toMatchObject({
      code: 'no-display',
      message: expect.stringContaining('cannot make the socket') as string,
    });
  });
});
