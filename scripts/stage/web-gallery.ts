import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { bundleDemo } from '@phasegate/demo';
import { listen, removeFolder, stop, temporaryFolder } from '@phasegate/testkit';
import { chromium } from '@playwright/test';
import type { CDPSession, Page } from '@playwright/test';
import { findBrowser } from '../setup/browser.ts';
import { GALLERY_SIZE, galleryFolder, layOutReactPage, playedAgent } from './gallery.ts';
import type { Gallery, GalleryPage, GallerySize } from './gallery.ts';

/** As strict as a page can be: no markup or script from text, whoever makes it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** What is served, by name; bundled once for all galleries of a run. */
type Files = ReadonlyMap<string, Uint8Array>;
let files: Promise<Files> | undefined;

/** A gallery in the browser of this machine, its page served over HTTP with a strict policy. */
export async function openWebGallery(name: GalleryPage = 'index'): Promise<Gallery> {
  const executablePath = await findBrowser();
  files ??= bundlePages();
  const served = await files;
  const server = createServer(({ url = '/' }, response) => serve(served, url, response));
  const port = await listen(server);
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  const { width, height } = GALLERY_SIZE;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.addInitScript({ content: await bridgeScript() });
  await page.goto(`http://127.0.0.1:${port}/${name}.html`);
  return {
    page,
    ...playedAgent(page),
    resize: (size) => resize(page, devtools, size),
    close: async () => {
      await browser.close();
      await stop(server);
    },
  };
}

const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The same played agent as in Electron, whose `contextBridge` is here a plain assignment. */
async function bridgeScript(): Promise<string> {
  const preload = await readFile(path.join(galleryFolder, 'preload.cjs'), 'utf8');
  return `((require) => { ${preload} })(() => ({
    contextBridge: { exposeInMainWorld: (name, api) => { globalThis[name] = api; } },
  }));`;
}

/** What a browser's own zoom does to a page: fewer CSS pixels, each of more pixels of the screen. */
async function resize(
  page: Page,
  devtools: CDPSession,
  { width, height, zoom }: GallerySize,
): Promise<void> {
  const [cssWidth, cssHeight] = [Math.round(width / zoom), Math.round(height / zoom)];
  await page.setViewportSize({ width: cssWidth, height: cssHeight });
  await devtools.send('Emulation.setDeviceMetricsOverride', {
    width: cssWidth,
    height: cssHeight,
    deviceScaleFactor: zoom,
    mobile: false,
  });
}

async function bundlePages(): Promise<Files> {
  const folder = await temporaryFolder('web-gallery');
  await Promise.all([bundleDemo(folder, '1.0.0'), layOutReactPage(folder)]);
  const names = (await readdir(folder)).filter((name) => path.extname(name) in TYPES);
  const read = async (name: string): Promise<[string, Uint8Array]> => [
    name,
    await readFile(path.join(folder, name)),
  ];
  const bundled = new Map(await Promise.all(names.map(read)));
  await removeFolder(folder);
  return bundled;
}

function serve(served: Files, url: string, response: ServerResponse): void {
  const name = new URL(url, 'http://localhost').pathname.slice(1);
  const body = served.get(name);
  const type = TYPES[path.extname(name)];
  if (type === undefined || body === undefined) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, {
      'content-type': type,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}
