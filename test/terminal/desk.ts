import { openFeeds } from '@phasegate/scripts/stage/feeds';
import type { Feeds, FeedsOptions } from '@phasegate/scripts/stage/feeds';
import { openTerminal } from '@phasegate/scripts/stage/terminal';
import type { Terminal } from '@phasegate/scripts/stage/terminal';
import { afterEach, vi } from 'vitest';

/** Feeds, and a terminal in a work tree of them. */
export interface Desk {
  readonly feeds: Feeds;
  readonly terminal: Terminal;
}

// What the feeds begin with is made once in a file, by a dozen commands.
vi.setConfig({ testTimeout: 300_000 });

let open: (() => Promise<void>)[] = [];

afterEach(async () => {
  const closing = open;
  open = [];
  for (const close of closing.toReversed()) {
    await close();
  }
});

/** A desk for one test; it is cleared away after it. */
export async function sitDown(
  options: FeedsOptions = {},
  environment: NodeJS.ProcessEnv = {},
): Promise<Desk> {
  const feeds = await openFeeds(options);
  open.push(feeds.close);
  const { folder, home } = feeds;
  const terminal = await openTerminal({ folder, environment: { HOME: home, ...environment } });
  open.push(terminal.close);
  return { feeds, terminal };
}
