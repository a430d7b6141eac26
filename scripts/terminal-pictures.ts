import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openDrawing } from './pictures/terminal-drawing.ts';
import type { Drawing } from './pictures/terminal-drawing.ts';
import { SCENES } from './pictures/terminal-scenes.ts';
import type { Scene } from './pictures/terminal-scenes.ts';
import { SetupError } from './setup/setup-error.ts';
import { openFeeds } from './stage/feeds.ts';
import { openTerminal } from './stage/terminal.ts';

// `pnpm terminal-pictures [NAME...]`: real commands in a real terminal, for people to look at.

const output = path.resolve(import.meta.dirname, '../demo-output/terminal');
/** A window as people have it, dark, and the smallest one, light. */
const SIZES = [
  { columns: 100, rows: 30, theme: 'dark' },
  { columns: 80, rows: 24, theme: 'light' },
] as const;
type Size = (typeof SIZES)[number];

async function main(names: readonly string[]): Promise<void> {
  const scenes = SCENES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (names.length === 0) {
    await rm(output, { recursive: true, force: true });
  }
  const drawing = await openDrawing();
  try {
    for (const scene of scenes) {
      for (const size of SIZES) {
        await take(drawing, scene, size);
      }
      console.log(scene.name);
    }
  } finally {
    await drawing.close();
  }
  console.log(`${scenes.length * SIZES.length} pictures: demo-output/terminal/`);
}

async function take(drawing: Drawing, scene: Scene, size: Size): Promise<void> {
  const feeds = await openFeeds(scene.feeds);
  const environment = { HOME: feeds.home, ...scene.environment };
  const terminal = await openTerminal({ folder: feeds.folder, ...size, environment });
  try {
    await scene.prepare?.(feeds);
    await scene.act(terminal, feeds);
    const file = path.join(output, `${size.columns}x${size.rows}`, `${scene.name}.png`);
    await drawing.draw(await terminal.capture(), size.theme, file);
    await scene.after?.(terminal);
  } finally {
    await terminal.close();
    await feeds.close();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
