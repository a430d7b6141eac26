import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDrawing } from './pictures/terminal-drawing.ts';
import type { Drawing } from './pictures/terminal-drawing.ts';
import { SCENES } from './pictures/terminal-scenes.ts';
import type { Scene } from './pictures/terminal/scene.ts';
import { SetupError } from './setup/setup-error.ts';
import { openFeeds } from './stage/feeds.ts';
import { openTerminal } from './stage/terminal.ts';

// `pnpm terminal-pictures [--size 80x24] [NAME...]`: real commands in a real terminal, for people to look at.

const output = path.resolve(import.meta.dirname, '../demo-output/terminal');
/** A window as people have it, dark, and the smallest one, light. */
const SIZES = [
  { columns: 100, rows: 30, theme: 'dark' },
  { columns: 80, rows: 24, theme: 'light' },
] as const;
type Size = (typeof SIZES)[number];
const SMALL: Size = SIZES[1];

async function main(names: readonly string[], wanted: string | undefined): Promise<void> {
  const scenes = SCENES.filter(({ name }) => names.length === 0 || names.includes(name));
  if (names.length === 0 && wanted === undefined) {
    await rm(output, { recursive: true, force: true });
  }
  const drawing = await openDrawing();
  let taken = 0;
  try {
    for (const scene of scenes) {
      const sizes = sizesOf(scene).filter((size) => wanted === undefined || wanted === named(size));
      for (const size of sizes) {
        await take(drawing, scene, size).catch((error: unknown) => {
          // One that does not come true keeps nobody from looking at the others.
          console.error(`${scene.name}: ${(error as Error).message}`);
          process.exitCode = 1;
        });
      }
      taken += sizes.length;
      console.log(sizes.length === 0 ? `${scene.name}: passed over` : scene.name);
    }
  } finally {
    await drawing.close();
  }
  console.log(`${taken} pictures: demo-output/terminal/`);
}

function sizesOf({ small = false, asRoot = false }: Scene): readonly Size[] {
  const possible = !asRoot || process.getuid?.() === 0;
  return possible ? (small ? [SMALL] : SIZES) : [];
}

function named({ columns, rows }: Size): string {
  return `${columns}x${rows}`;
}

async function take(drawing: Drawing, scene: Scene, size: Size): Promise<void> {
  const feeds = await openFeeds(scene.feeds);
  const environment = { HOME: feeds.home, ...scene.environment };
  const terminal = await openTerminal({ folder: feeds.folder, ...size, environment });
  try {
    await scene.prepare?.(feeds);
    await scene.act(terminal, feeds);
    const file = path.join(output, named(size), `${scene.name}.png`);
    await drawing.draw(await terminal.capture(), size.theme, file);
    await scene.after?.(terminal);
  } finally {
    await terminal.close();
    await scene.clear?.(feeds);
    await feeds.close();
  }
}

const { values, positionals } = parseArgs({
  options: { size: { type: 'string' } },
  allowPositionals: true,
});
try {
  await main(positionals, values.size);
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
