import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startUnpackaged } from '@phasegate/scripts/stage/unpackaged';
import { until } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import type { AgentSnapshot } from '@phasegate/agent';

/** A proxy that lets nobody through, and knows who has asked. */
async function startProxy(): Promise<{ readonly server: Server; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((_request, response) => response.writeHead(502).end());
  server.on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, asked };
}

interface Bridged {
  readonly phasegate: {
    readonly check: () => Promise<void>;
    readonly getSnapshot: () => Promise<AgentSnapshot | undefined>;
  };
}

test("feeds are asked for through the system's proxy, and one that refuses is said to be unreachable", async () => {
  const { server, asked } = await startProxy();
  const { port } = server.address() as AddressInfo;
  const proxy = `http://127.0.0.1:${port}`;
  const app = await startUnpackaged('https://updates.example.test/updates', {
    https_proxy: proxy,
    HTTPS_PROXY: proxy,
  });
  try {
    // Chromium asks for a spelling dictionary as well.
    await until(() => asked.includes('updates.example.test:443') || undefined, {
      what: 'the proxy to be asked',
    });
    const code = await until(
      () =>
        app.page.evaluate(async () => {
          const { phasegate } = globalThis as unknown as Bridged;
          await phasegate.check();
          return (await phasegate.getSnapshot())?.diagnostics.lastCheck?.code;
        }),
      { what: 'the answer' },
    );
    expect(code).toBe('feed-unreachable');
  } finally {
    await app.close();
    server.closeAllConnections();
    server.close();
  }
});
