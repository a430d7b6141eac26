import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { add, memoryProduct, move, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { httpSite } from '../publishing/site.ts';
import { publishedFeeds } from './published-feeds.ts';
import type { PublishedFeed } from './published-feeds.ts';

const STABLE = 'updates/linux/stable/appcast.xml';

let product: MemoryProduct;
let host: Server;
/** What the host serves under a path; `undefined` where it does not answer at all. */
let serves: (path: string) => string | undefined;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0']);
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
  serves = (path) => product.files.get(path) ?? '';
  host = createServer((request, response) => {
    const text = serves(decodeURIComponent(request.url ?? '').slice(1));
    if (text !== undefined) {
      response.writeHead(text === '' ? 404 : 200).end(text);
    }
  });
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
});
afterEach(() => {
  host.closeAllConnections();
  host.close();
});

async function look(limitMs = 20_000): Promise<ReadonlyMap<string, PublishedFeed>> {
  const feedBase = `http://127.0.0.1:${(host.address() as AddressInfo).port}/updates`;
  const looking = { feedBase, limitMs, signal: new AbortController().signal };
  return publishedFeeds(httpSite(), await product.snapshot(), looking);
}

it('finds every feed as it is in git', async () => {
  expect([...(await look()).values()]).toEqual(
    Array.from({ length: 3 }, () => ({ kind: 'as-in-git' })),
  );
});

it('says of a host that lags behind or is ahead which sequence it serves', async () => {
  const before = new Map(product.files);
  const { sequence = 0 } = await product.change(move('pause', '1.1.0'));
  const after = new Map(product.files);
  serves = (path) => before.get(path);
  expect((await look()).get(STABLE)).toEqual({ kind: 'older', sequence: sequence - 1 });
  for (const [path, text] of before) {
    product.files.set(path, text);
  }
  serves = (path) => after.get(path);
  expect((await look()).get(STABLE)).toEqual({ kind: 'newer', sequence });
});

it('tells bytes that nobody of ours wrote from a feed that is not there', async () => {
  serves = (path) => (path === STABLE ? `${product.files.get(path) ?? ''} ` : '');
  const found = await look();
  expect(found.get(STABLE)).toEqual({ kind: 'different' });
  expect(found.get('updates/linux/stable-rollout-10%/appcast.xml')).toEqual({
    kind: 'unreachable',
    why: 'the host answers 404 (not found)',
  });
});

it('does not wait longer than it may for a host that hangs', async () => {
  serves = () => undefined;
  expect((await look(50)).get(STABLE)).toEqual({
    kind: 'unreachable',
    why: 'no answer within 0.05 s',
  });
});
