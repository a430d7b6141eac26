import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { findBrowser } from '../setup/browser.ts';
import type { Capture } from '../stage/terminal.ts';

/** Draws what a terminal showed, with the terminal of a well-known editor, in a real browser. */
export interface Drawing {
  readonly draw: (capture: Capture, theme: Theme, file: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export type Theme = keyof typeof THEMES;

/** The colours that people's terminals have; in the light one yellow and dim are the hard ones. */
const THEMES = {
  dark: { background: '#16181d', foreground: '#d8dbe2' },
  light: {
    background: '#ffffff',
    foreground: '#1f2328',
    red: '#c91b00',
    green: '#00820f',
    yellow: '#8a6500',
    cyan: '#00727a',
    blue: '#0225c7',
    magenta: '#a626a4',
  },
} as const;

const xterm = createRequire(import.meta.resolve('@xterm/xterm'));

export async function openDrawing(): Promise<Drawing> {
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  return {
    draw: (capture, theme, file) => draw(page, capture, theme, file),
    close: () => browser.close(),
  };
}

async function draw(page: Page, capture: Capture, theme: Theme, file: string): Promise<void> {
  const { background } = THEMES[theme];
  await page.setContent(
    `<body style="margin:0; background:#8a8d92"><div id="window" style="display:inline-block; position:relative; padding:12px; background:${background}"></div>`,
  );
  await page.addStyleTag({ path: xterm.resolve('@xterm/xterm/css/xterm.css') });
  await page.addScriptTag({ path: xterm.resolve('@xterm/xterm') });
  const { columns, rows, lines, above } = capture;
  await page.evaluate(show, {
    columns,
    rows: Math.max(rows, lines.length),
    above,
    text: lines.join('\r\n'),
    theme: THEMES[theme],
  });
  const window = page.locator('#window');
  const height = (await window.boundingBox())?.height ?? 800;
  await page.setViewportSize({ width: 1200, height: Math.ceil(height) });
  await window.screenshot({ path: path.resolve(file) });
}

interface Shown {
  readonly columns: number;
  readonly rows: number;
  readonly above: number;
  readonly text: string;
  readonly theme: object;
}

interface Xterm {
  open: (element: Element) => void;
  write: (text: string, done: () => void) => void;
}

/** Runs in the page. What has left the screen at its top is shown as well, above a dashed line. */
function show({ columns, rows, above, text, theme }: Shown): Promise<void> {
  const { Terminal } = globalThis as unknown as { Terminal: new (options: object) => Xterm };
  const element = document.querySelector('#window');
  if (element === null) {
    throw new Error('the page has no window');
  }
  const options = {
    cols: columns,
    rows,
    theme,
    fontSize: 14,
    lineHeight: 1.15,
    cursorInactiveStyle: 'none',
  };
  const terminal = new Terminal({ ...options, fontFamily: 'DejaVu Sans Mono, monospace' });
  terminal.open(element);
  if (above > 0) {
    const fold = document.createElement('div');
    const height = (element.querySelector('.xterm-screen')?.clientHeight ?? 0) / rows;
    fold.style.cssText = `position:absolute; left:0; right:0; top:${12 + above * height}px; border-top:2px dashed #d9480f`;
    element.append(fold);
  }
  return new Promise((resolve) => {
    terminal.write(text, () => requestAnimationFrame(() => resolve()));
  });
}
