import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';

/** The agent as a window is told of it. */
export interface WindowSnapshot extends AgentSnapshot {
  /** Whether its notice was said aloud before. */
  readonly said?: boolean;
}

/** A window with notices, its agent played by the test. */
export interface Gallery {
  readonly page: Page;
  /** The agent says this now. */
  readonly show: (snapshot: WindowSnapshot | undefined) => Promise<void>;
  /** What the window has asked the agent, in order. */
  readonly calls: () => Promise<readonly (readonly unknown[])[]>;
  /** Its user makes the window another size, or zooms. */
  readonly resize: (size: GallerySize) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Pixels of the window's content, and how many of them one CSS pixel takes. */
export interface GallerySize {
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
}

/** The demo's page, or a small one in React. */
export type GalleryPage = 'index' | 'react';

/** Opens a window with this page; nothing is shown in it until `show`. */
export type OpenGallery = (name?: GalleryPage) => Promise<Gallery>;

/** How large a gallery opens. */
export const GALLERY_SIZE: GallerySize = { width: 1080, height: 720, zoom: 1 };

/** Where the parts of a gallery are that are not bundled: its preload plays the agent. */
export const galleryFolder: string = path.join(import.meta.dirname, 'gallery');

/** Puts the page in React beside the demo's own. */
export async function layOutReactPage(app: string): Promise<void> {
  await copyFile(path.join(galleryFolder, 'react.html'), path.join(app, 'react.html'));
  await build({
    entryPoints: [path.join(galleryFolder, 'react-page.ts')],
    outfile: path.join(app, 'react-page.js'),
    bundle: true,
    format: 'esm',
    target: 'chrome114',
    conditions: ['source'],
    // React mounts twice in strict mode in development only.
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'warning',
  });
}

interface GalleryWindow {
  readonly gallery: {
    readonly show: (snapshot: WindowSnapshot | undefined) => void;
    readonly calls: () => readonly (readonly unknown[])[];
  };
}

/** The test's hands on the agent that the page's preload plays. */
export function playedAgent(page: Page): Pick<Gallery, 'show' | 'calls'> {
  return {
    show: (snapshot) =>
      page.evaluate(
        (next) => (globalThis as unknown as GalleryWindow).gallery.show(next),
        snapshot,
      ),
    calls: () => page.evaluate(() => (globalThis as unknown as GalleryWindow).gallery.calls()),
  };
}
