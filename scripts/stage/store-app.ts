import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Target } from '@phasegate/agent';
import { createInstallerStore } from '@phasegate/agent/node';
import { app, session } from 'electron';

/** What the app is told by its environment, as JSON. */
export interface StoreOrder {
  readonly folder: string;
  readonly report: string;
  readonly target: Target;
  readonly steps: readonly StoreStep[];
}

/** One thing to do with the store. */
export type StoreStep =
  /** Download, and call it off once so many bytes are on the disk. */
  | { readonly kind: 'pause'; readonly at: number }
  | { readonly kind: 'download'; readonly idleTimeout?: number }
  | { readonly kind: 'discard' };

/** How a step ended, and what was on the disk then. */
export interface StoreReport {
  /** `done`, or the code of what was thrown. */
  readonly outcome: string;
  readonly files: Readonly<Record<string, number>>;
}

// An app without a window that downloads over Electron's own network stack, for tests.
const order = JSON.parse(process.env['STORE_ORDER'] ?? '') as StoreOrder;
const downloads = path.join(order.folder, 'downloads');
const stray: string[] = [];
process.on('uncaughtException', (error) => void stray.push(String(error)));
process.on('unhandledRejection', (error) => void stray.push(String(error)));

function files(): Record<string, number> {
  try {
    const found = readdirSync(downloads).map((name) => {
      const ending = name.slice(name.indexOf('.', name.lastIndexOf('-')));
      return [ending, statSync(path.join(downloads, name)).size] as const;
    });
    return Object.fromEntries(found);
  } catch {
    return {};
  }
}

async function run(step: StoreStep): Promise<void> {
  const network = session.fromPartition('store', { cache: false });
  const line = (text: string): void => console.log(text);
  const store = createInstallerStore({
    fetch: (url, init) => network.fetch(url, init),
    allowLoopbackHttp: true,
    followsSafely: true,
    folder: order.folder,
    log: { debug: line, info: line, warn: line, error: line },
    ...(step.kind === 'download' ? step : {}),
  });
  if (step.kind === 'discard') {
    return store.discard();
  }
  const ending = new AbortController();
  const look = setInterval(() => {
    if (step.kind === 'pause' && (files()['.part'] ?? 0) >= step.at) {
      ending.abort();
    }
  }, 20);
  try {
    await store.download(order.target, () => undefined, ending.signal);
  } finally {
    clearInterval(look);
  }
}

async function runAll(): Promise<void> {
  await app.whenReady();
  const reports: StoreReport[] = [];
  for (const step of order.steps) {
    const outcome = await run(step).then(
      () => 'done',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'lost'),
    );
    reports.push({ outcome, files: files() });
  }
  writeFileSync(order.report, JSON.stringify({ reports, stray, node: process.versions.node }));
  app.exit(0);
}

void runAll();
