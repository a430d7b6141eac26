import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CONFIG } from '../memory.fixture.ts';
import { parseConfig } from '../state/config.ts';
import { readHealth } from './read-health.ts';
import type { HealthReading } from './report.ts';

const REPORT = JSON.stringify({
  schema: 'phasegate/health@1',
  app: CONFIG.app,
  at: '2026-11-24T08:55:00Z',
  releases: [],
});

let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await temporaryFolder('health');
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await removeFolder(folder);
});

const read = (source: string): Promise<HealthReading> =>
  readHealth({ ...CONFIG, health: { source, maxAgeMinutes: 15, minimumHours: 24 } }, folder);

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health.json`;
}

it('is off where no source is configured', async () => {
  expect(await readHealth(CONFIG, folder)).toEqual({ kind: 'off' });
  expect(await readHealth(undefined, folder)).toEqual({ kind: 'off' });
});

describe('a file', () => {
  it('is read relative to the root of the work tree', async () => {
    await writeFile(join(folder, 'health.json'), REPORT);
    expect(await read('health.json')).toMatchObject({ kind: 'read' });
    expect(await read(join(folder, 'health.json'))).toMatchObject({ kind: 'read' });
  });

  it('that is not there, is a folder, too large or not UTF-8 is no report', async () => {
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'large'), Buffer.alloc(4 * 1024 * 1024 + 1, ' '));
    await writeFile(join(folder, 'latin'), Buffer.from('{"app":"\xe9"}', 'latin1'));
    expect(await read('none')).toMatchObject({ kind: 'unreadable', why: 'it is not there' });
    expect(await read('sub')).toMatchObject({ kind: 'unreadable', why: 'it is no file' });
    expect(await read('large')).toMatchObject({ why: 'it is larger than any report' });
    expect(await read('latin')).toMatchObject({ kind: 'unreadable', why: 'it is not UTF-8' });
  });
});

describe('an address', () => {
  it('is fetched', async () => {
    expect(await read(await serve((_, answer) => answer.end(REPORT)))).toMatchObject({
      kind: 'read',
      report: { app: CONFIG.app },
    });
  });

  it('that answers an error, redirects, breaks off or never ends is no report', async () => {
    const failing = await serve((_, answer) => answer.writeHead(503).end());
    expect(await read(failing)).toMatchObject({ kind: 'unreadable', why: 'it answers 503' });
    server?.close();
    const moved = await serve((_, answer) => answer.writeHead(302, { location: '/x' }).end());
    expect(await read(moved)).toMatchObject({
      kind: 'unreadable',
      why: expect.stringMatching(/redirect/) as string,
    });
    server?.close();
    const broken = await serve((_, answer) => {
      answer.writeHead(200, { 'content-length': '99' }).write('{');
      answer.destroy();
    });
    expect(await read(broken)).toMatchObject({ kind: 'unreadable' });
    server?.close();
    const endless = await serve((_, answer) => {
      const more = (): boolean => answer.write(Buffer.alloc(65_536, ' '), more as () => void);
      more();
    });
    expect(await read(endless)).toMatchObject({ why: 'it is larger than any report' });
  });

  it('where nothing listens says so', async () => {
    const url = await serve((_, answer) => answer.end());
    await new Promise((closed) => server?.close(closed));
    expect(await read(url)).toMatchObject({ why: 'nothing listens at that address' });
  });
});

describe('the config', () => {
  const base = { schema: 'phasegate/config@1', app: 'a', title: 'A', platforms: ['linux'] };
  const parse = (health: unknown): ReturnType<typeof parseConfig> =>
    parseConfig(JSON.stringify({ ...base, health }));

  it('takes an https address, one on this machine, or a file, and fills in the rest', () => {
    for (const source of ['https://example.com/h', 'http://127.0.0.1:1/h', '../health.json']) {
      expect(parse({ source })).toMatchObject({
        ok: true,
        value: { health: { source, maxAgeMinutes: 15, minimumHours: 24 } },
      });
    }
  });

  it.each([
    ['plain http', { source: 'http://example.com/h' }],
    ['another scheme', { source: 'ftp://example.com/h' }],
    ['a password', { source: 'https://a:b@example.com/h' }],
    ['no source', { maxAgeMinutes: 5 }],
    ['a name that is not known', { source: 'h', minimumHour: 1 }],
    ['hours below none', { source: 'h', minimumHours: -1 }],
    ['an age that is a text', { source: 'h', maxAgeMinutes: '15' }],
  ])('refuses %s, so that a typo cannot open the gate', (_what, health) => {
    expect(parse(health)).toMatchObject({ ok: false, refusal: { code: 'bad-config' } });
  });
});
