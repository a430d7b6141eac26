import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '@phasegate/testkit';
import type { Feeds } from '../../stage/feeds.ts';
import { createOperator } from '../../stage/operator.ts';

/** What has happened before the picture: commands as typed, without quotes; one that ends otherwise than well is an error. */
export function before(...lines: readonly (readonly string[])[]) {
  return async (feeds: Feeds): Promise<void> => {
    const { phasegate } = createOperator(feeds.folder, { HOME: feeds.home });
    for (const words of lines) {
      const { code, stderr } = await phasegate(...words, '--yes');
      if (code !== 0) {
        throw new Error(`phasegate ${words.join(' ')} ended with ${code}: ${stderr}`);
      }
    }
  };
}

/** Several preparations, one after the other. */
export function all(...steps: readonly ((feeds: Feeds) => Promise<unknown>)[]) {
  return async (feeds: Feeds): Promise<void> => {
    for (const step of steps) {
      await step(feeds);
    }
  };
}

/** More in `phasegate.json`, as somebody writes it by hand. */
export function configured(more: (feeds: Feeds) => object) {
  return async (feeds: Feeds): Promise<void> => {
    const config = JSON.parse((await feeds.remote.read('phasegate.json')) ?? '{}') as object;
    const text = `${JSON.stringify({ ...config, ...more(feeds) }, null, 2)}\n`;
    await feeds.remote.publish({ 'phasegate.json': text }, 'More in the config');
    await feeds.pages.deploy();
    await git(feeds.folder, ['pull', '--quiet']);
  };
}

/** The remote cannot be reached, and so says git. */
export async function unplugged({ folder }: Feeds): Promise<void> {
  await git(folder, ['remote', 'set-url', 'origin', 'https://git.invalid/example/notes-feeds.git']);
}

/** A file in the folder of a picture, which git does not see. */
export function withFile(name: string, text: string) {
  return ({ folder }: Feeds): Promise<void> => writeFile(path.join(folder, '.git', name), text);
}

interface Seen {
  readonly platform: string;
  readonly verdict: string;
  readonly why: string;
  readonly [more: string]: unknown;
}

/** A health gate, and the report of a monitor on one release; minutes ago. */
export function health(version: string, releases: readonly Seen[], minutes = 4) {
  const at = new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const told = releases.map((one) => ({ version, phase: 10, ...one }));
  const report = { schema: 'phasegate/health@1', app: 'com.example.notes', at, releases: told };
  return all(
    configured(() => ({ health: { source: '.git/health.json' } })),
    withFile('health.json', JSON.stringify(report)),
  );
}
