import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyFile, link, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { EventBatch } from '@phasegate/agent';
import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import type { Display } from '@phasegate/scripts/setup/virtual-display';
import { feedXml, removeFolder, temporaryFolder, until, writeFiles } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { buildAgentElectron } from '../../packages/agent-electron/build.ts';

// What leaves the real Electron, header by header: docs/privacy.md says so, and this holds it to its word.
interface Request {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string;
}

let folder: string;
let executable: string;
let display: Display;
let server: Server;
let url: string;
let requests: Request[];

/** An app whose every start finds that it has crashed, and which never waits for luck. */
const APP = `
Math.random = () => 0;
const { app } = require('electron');
const { createUpdateAgent } = require('./main.cjs');
app.setPath('userData', process.env.USER_DATA);
const updates = createUpdateAgent({ ...JSON.parse(process.env.OPTIONS) });
updates.on('decided', () => updates.reports.error({ crash: true, signature: 'RangeError in openNotebook' }));
void updates.start();
`;

test.beforeAll(async () => {
  await ensureSystemPackages(electronPackages);
  folder = await temporaryFolder('reports-app');
  executable = await layOut();
  display = await startDisplay();
});
test.beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: at = '', rawHeaders } = request;
      const headers = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
      );
      requests.push({ line: `${method} ${at}`, headers, body: Buffer.concat(chunks).toString() });
      // A cookie that must not come back.
      response.setHeader('Set-Cookie', 'id=7; Path=/; Max-Age=9999');
      response.end(method === 'GET' ? feedXml({ items: [] }) : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
test.afterAll(async () => {
  await display.stop();
  await removeFolder(folder);
});

/** Electron starts what lies in `resources/app` beside its program. */
async function layOut(): Promise<string> {
  const { dist } = await findElectron();
  const app = path.join(folder, 'resources/app');
  await mkdir(app, { recursive: true });
  await buildAgentElectron(app);
  await writeFiles(app, {
    'main.js': APP,
    'package.json': JSON.stringify({ name: 'notes', version: '1.0.0', main: 'main.js' }),
  });
  for (const name of await readdir(dist)) {
    if (name !== 'resources' && name !== 'electron') {
      await symlink(path.join(dist, name), path.join(folder, name));
    }
  }
  const own = path.join(dist, 'electron');
  const program = path.join(folder, 'electron');
  await link(own, program).catch(() => copyFile(own, program));
  return program;
}

/** Runs the app until the condition holds; returns the names of what its agent keeps. */
async function run(
  reports: object,
  env: NodeJS.ProcessEnv,
  holds: () => boolean | Promise<boolean>,
): Promise<readonly string[]> {
  const userData = await temporaryFolder('reports-data');
  const options = {
    appId: 'com.example.notes',
    feedBase: `${url}/updates`,
    trust: 'unsigned',
    allowLoopbackHttp: true,
    allowOverrides: true,
    schedule: { firstAfter: 0, every: 1000 },
    ...reports,
  };
  const child = spawn(executable, ['--no-sandbox', '--disable-gpu', '--phasegate-development=on'], {
    env: {
      ...process.env,
      ...display.env,
      DO_NOT_TRACK: '',
      USER_DATA: userData,
      OPTIONS: JSON.stringify(options),
      ...env,
    },
    stdio: process.env['DEBUG'] === undefined ? 'ignore' : 'inherit',
  });
  try {
    await until(holds, { withinMs: 15_000, what: 'the request' });
    return await readdir(path.join(userData, 'phasegate'));
  } finally {
    child.kill('SIGKILL');
    await removeFolder(userData);
  }
}

const posts = (): readonly Request[] => requests.filter(({ line }) => line.startsWith('POST'));
const checks = (): readonly Request[] => requests.filter(({ line }) => line.startsWith('GET'));
const namesOf = (request: Request | undefined): readonly string[] =>
  (request?.headers ?? []).map((header) => header.split(':')[0]?.toLowerCase() ?? '').sort();
const named = (request: Request | undefined, name: string): string | undefined =>
  request?.headers
    .find((header) => header.toLowerCase().startsWith(`${name}: `))
    ?.slice(name.length + 2);

test('reports carry only the headers of docs/privacy.md and a body that the schema knows', async () => {
  const reports = { url: `${url}/v1/events`, enabled: true, appToken: 'notes-1' };
  const kept = await run({ reports }, {}, () => posts().length > 0);
  expect(kept).toContain('reports');
  const [request] = posts();
  expect(request?.line).toBe('POST /v1/events');
  expect(namesOf(request)).toEqual([
    'accept-encoding',
    'accept-language',
    'authorization',
    'connection',
    'content-length',
    'content-type',
    'host',
    'sec-fetch-dest',
    'sec-fetch-mode',
    'sec-fetch-site',
    'user-agent',
  ]);
  expect(named(request, 'user-agent')).toBe('phasegate/0.1.0');
  expect(named(request, 'accept-language')).toBe('*');
  expect(named(request, 'authorization')).toBe('Bearer notes-1');
  const { events, ...head } = JSON.parse(request?.body ?? '') as EventBatch;
  expect(Object.keys(head)).toEqual([
    'schema',
    'batch',
    'app',
    'sdk',
    'client',
    'version',
    'platform',
    'arch',
  ]);
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['active', 'error']));
});

test('checks say which app, version and language this is, and bring no cookie back', async () => {
  await run({}, {}, () => checks().length > 1);
  for (const request of checks()) {
    expect(namesOf(request)).toEqual([
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'sec-fetch-dest',
      'sec-fetch-mode',
      'sec-fetch-site',
      'user-agent',
    ]);
    expect(named(request, 'user-agent')).toMatch(/ notes\/1\.0\.0 Chrome\/\S+ Electron\/\S+ /);
  }
});

for (const [when, reports, env] of [
  ['no address is given', {}, {}],
  ['the user has not said yes', { reports: { url: 'URL' } }, {}],
  ['DO_NOT_TRACK is set', { reports: { url: 'URL', enabled: true } }, { DO_NOT_TRACK: '1' }],
] as const) {
  test(`nothing is reported and nothing kept for it where ${when}`, async () => {
    const here = JSON.parse(JSON.stringify(reports).replace('URL', `${url}/v1/events`)) as object;
    const kept = await run(here, env, () => checks().length > 2);
    expect(posts()).toEqual([]);
    expect(kept).not.toContain('reports');
  });
}
