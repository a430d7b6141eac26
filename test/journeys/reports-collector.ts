import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventBatch, ReportEvent } from '@phasegate/agent';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What the collector does with the next request, instead of taking it: answer so, store it and hang up, or nothing. */
export type Mood =
  | { readonly status: number; readonly retryAfter?: string }
  | 'stores and hangs up'
  | 'is silent';

/** A collector on loopback that knows nothing of the SDK but the schema in docs. */
export interface Collector {
  readonly url: string;
  /** Taken one by one, one for each request. */
  readonly moods: Mood[];
  /** Every request that came, and what was answered. */
  readonly requests: readonly Asked[];
  /** Batches that were stored, the same one once. */
  readonly batches: () => readonly EventBatch[];
  /** Events that were stored, the same id once: `1.1.0 offered`. */
  readonly counted: () => readonly string[];
  /** Distinct pseudonyms of a release. */
  readonly clients: (version: string) => number;
  readonly close: () => Promise<void>;
}

/** One request as it came. */
export interface Asked {
  readonly line: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly status: number | undefined;
}

const schema = JSON.parse(
  readFileSync(new URL('../../docs/reports.schema.json', import.meta.url), 'utf8'),
) as object;
const isBatch = new Ajv2020({ strict: true, allowUnionTypes: true }).compile<EventBatch>(schema);

/** Opens one; it stores in memory. */
export async function openCollector(): Promise<Collector> {
  const moods: Mood[] = [];
  const requests: Asked[] = [];
  const batches = new Map<string, EventBatch>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const status = answer({ request, response, body, mood: moods.shift() }, batches);
    const { method, url = '', headers } = request;
    requests.push({ line: `${method} ${url}`, headers, body, status });
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stored = (): readonly EventBatch[] => [...batches.values()];
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`,
    moods,
    requests,
    batches: stored,
    counted: () => {
      const events = new Map<string, string>();
      for (const { version, events: all } of stored()) {
        all.forEach(({ id, kind }: ReportEvent) => events.set(id, `${version} ${kind}`));
      }
      return [...events.values()];
    },
    clients: (version) =>
      new Set(stored().flatMap((one) => (one.version === version ? [one.client] : []))).size,
    close: async () => {
      if (!server.listening) {
        return;
      }
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  readonly mood: Mood | undefined;
}

function answer(
  { request, response, body, mood }: Exchange,
  batches: Map<string, EventBatch>,
): number | undefined {
  if (mood === 'is silent') {
    return undefined;
  }
  if (mood !== undefined && mood !== 'stores and hangs up') {
    const { status, retryAfter } = mood;
    response.writeHead(status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter }).end();
    return status;
  }
  const batch: unknown = JSON.parse(body);
  const fits = Buffer.byteLength(body) <= 65_536 && request.method === 'POST';
  if (!fits || request.headers['content-type'] !== 'application/json' || !isBatch(batch)) {
    response.writeHead(400).end(JSON.stringify(isBatch.errors));
    return 400;
  }
  batches.set(batch.batch, batch);
  if (mood === 'stores and hangs up') {
    request.socket.destroy();
    return undefined;
  }
  response.writeHead(202).end();
  return 202;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
