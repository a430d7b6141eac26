import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a site sent since it was last asked. */
export interface Traffic {
  readonly requests: number;
  /** Bytes of bodies. */
  readonly bytes: number;
}

/** The testkit's host in a process of its own, so that its hashing and packing is not on the clients' clock. */
export interface StaticSite {
  readonly url: string;
  /** Tells the traffic, and begins to count anew. */
  readonly takeTraffic: () => Promise<Traffic>;
  readonly close: () => Promise<void>;
}

const PROCESS = fileURLToPath(new URL('static-site-process.ts', import.meta.url));

/** Starts to serve the folder. */
export async function startSite(root: string): Promise<StaticSite> {
  const child = fork(PROCESS, [root], { execArgv: ['--conditions=source'] });
  const answer = async (): Promise<unknown> => {
    const ended = new AbortController();
    const [message] = await Promise.race([
      once(child, 'message', { signal: ended.signal }),
      once(child, 'exit', { signal: ended.signal }).then(() => [undefined]),
    ]).finally(() => ended.abort());
    if (message === undefined) {
      throw new Error('the host of the site ended');
    }
    return message as unknown;
  };
  const url = (await answer()) as string;
  return {
    url,
    takeTraffic: () => {
      child.send('traffic');
      return answer() as Promise<Traffic>;
    },
    close: async () => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
