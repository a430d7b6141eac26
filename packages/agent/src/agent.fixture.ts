import { DEFAULT_PHASES, parseBucket, parseVersion } from '@phasegate/rollout';
import type { Bucket, Version } from '@phasegate/rollout';
import { feedXml } from '@phasegate/testkit';
import type { AdvisoryFacts, FeedItemFacts } from '@phasegate/testkit';
import { createAgent } from './agent.ts';
import type { Agent } from './agent.ts';
import { AgentError } from './error.ts';
import type { AgentFacts } from './facts.ts';
import { EMPTY_MEMORY } from './memory/memory.ts';
import type { AgentMemory } from './memory/memory.ts';
import type { AgentPorts, Clock, FeedResponse, Restraint, Surroundings } from './ports.ts';
import type { Progress } from './snapshot.ts';
import type { Target, VerifiedInstaller } from './target.ts';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const v = (text: string): Version => parseVersion(text) as Version;

export const item = (version: string, facts: Partial<FeedItemFacts> = {}): FeedItemFacts => ({
  version,
  packages: [
    {
      url: `https://example.com/notes-${version}.AppImage`,
      length: 100,
      sha512: `${'A'.repeat(86)}==`,
      arch: 'x64',
    },
  ],
  ...facts,
});

export const factsOf = (version: string, facts: Partial<AgentFacts> = {}): AgentFacts => ({
  app: 'com.example.notes',
  appName: 'Notes',
  installed: {
    version: v(version),
    platform: 'linux',
    arch: 'x64',
    packageKinds: ['AppImage'],
    systemVersion: undefined,
    bucket: parseBucket('60') as Bucket,
    channels: [],
    blockedVersions: [],
    floor: undefined,
  },
  machine: { idPrefix: '00000000', source: 'forced' },
  feedBase: 'https://example.com/updates',
  phases: DEFAULT_PHASES,
  forcedFeed: undefined,
  trust: { kind: 'unsigned' },
  allowLoopbackHttp: false,
  allowUnsignedGoBack: true,
  overridesAllowed: false,
  overrides: [],
  languages: ['en'],
  schedule: { firstAfter: 1000, every: 60_000 },
  ...facts,
});

/** A promise that a test settles. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (error: Error) => void;
}

export function gate<T>(): Gate<T> {
  let open: Gate<T>['open'] = () => undefined;
  let fail: Gate<T>['fail'] = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A world in memory: a feed, a disk, a clock and installers, all in the test's hands. */
export interface Bench {
  readonly agent: Agent;
  readonly facts: AgentFacts;
  readonly publish: (
    items: readonly FeedItemFacts[],
    advisories?: readonly AdvisoryFacts[],
  ) => void;
  /** `undefined`: the network is down. */
  serve: FeedResponse | undefined;
  /** What the feed of the first phase says where it says something else. */
  narrow: FeedResponse | undefined;
  /** The addresses that were asked for. */
  readonly urls: string[];
  /** What stands before the next fetch, download (`verify`: where nothing ends it any more), discard or read of the memory. */
  readonly before: {
    fetch?: Promise<unknown>;
    download?: Promise<unknown>;
    verify?: Promise<unknown>;
    discard?: Promise<unknown>;
    read?: Promise<unknown>;
  };
  readonly disk: { memory: AgentMemory; writes: number };
  readonly clock: { now: number };
  /** Another clock for what waits, where a test gives one. */
  scheduleClock: Clock | undefined;
  /** Everything that was done, in order. */
  readonly done: string[];
  readonly log: string[];
  /** The progress callback of the download under way. */
  readonly report: (progress: Progress) => void;
  /** Lets every timer ring. */
  readonly ring: () => void;
  /** What the system says of network and battery, or how it fails to. */
  restraint: Restraint | Error | undefined;
  /** The machine wakes up, or its network is back. */
  readonly comeBack: (what: 'resumed' | 'online') => void;
  /** The waits of the timers that are set, in milliseconds. */
  readonly waits: () => readonly number[];
  /** How many listen to the machine's sleep and network. */
  readonly listeners: () => number;
  readonly start: (facts?: AgentFacts) => Promise<void>;
  /** Presses the button of this kind on the notice that is shown. */
  readonly press: (kind: string) => Promise<void>;
}

export function createBench(
  version = '1.0.0',
  facts: Partial<AgentFacts> = {},
  system: { readonly tells: boolean } = { tells: false },
): Bench {
  const timers = new Map<() => void, number>();
  const listeners = new Set<Bench['comeBack']>();
  let report: Bench['report'] = () => undefined;
  let agent: Agent;
  const bench: Bench = {
    get agent() {
      return agent;
    },
    facts: factsOf(version, facts),
    publish: (items, advisories = []) => {
      const bytes = new TextEncoder().encode(feedXml({ items, advisories }));
      bench.serve = { kind: 'body', bytes, etag: `"${bench.done.length}-${bytes.length}"` };
    },
    serve: undefined,
    narrow: undefined,
    urls: [],
    before: {},
    disk: { memory: EMPTY_MEMORY, writes: 0 },
    clock: { now: NOW },
    scheduleClock: undefined,
    done: [],
    log: [],
    report: (progress) => report(progress),
    ring: () => {
      const due = [...timers.keys()];
      timers.clear();
      due.forEach((run) => run());
    },
    restraint: undefined,
    comeBack: (what) => listeners.forEach((run) => run(what)),
    waits: () => [...timers.values()],
    listeners: () => listeners.size,
    start: async (anew) => {
      agent = createAgent(ports, anew ?? bench.facts);
      await agent.start();
    },
    press: async (kind) => {
      const { notice } = agent.snapshot();
      const button = notice?.actions.find((action) => action.kind === kind);
      if (notice === undefined || button === undefined) {
        throw new Error(`no notice shows "${kind}": ${JSON.stringify(notice)}`);
      }
      await agent.act(notice.id, button.index);
    },
  };
  const line = (text: string): void => void bench.log.push(text);
  const surroundings: Surroundings = {
    restraint: () =>
      bench.restraint instanceof Error
        ? Promise.reject(bench.restraint)
        : Promise.resolve(bench.restraint),
    onReturn: (run) => {
      listeners.add(run);
      return () => listeners.delete(run);
    },
  };
  const ports: AgentPorts = {
    fetchFeed: async (url, etag) => {
      bench.urls.push(url);
      bench.done.push(etag === undefined ? 'fetch' : 'ask');
      await bench.before.fetch;
      const serve = url.includes('10%25') ? (bench.narrow ?? bench.serve) : bench.serve;
      if (serve === undefined) {
        throw new AgentError('feed-unreachable', 'no network');
      }
      return serve.kind === 'body' && serve.etag === etag ? { kind: 'not-modified' } : serve;
    },
    installers: {
      download: async (target: Target, onProgress, signal) => {
        bench.done.push(`download ${target.release.version}`);
        report = onProgress;
        await Promise.race([bench.before.download, aborted(signal)]);
        signal.throwIfAborted();
        await bench.before.verify;
        const { version: at } = target.release;
        return { path: `/tmp/${at}`, version: at } as unknown as VerifiedInstaller;
      },
      discard: async () => {
        bench.done.push('discard');
        await bench.before.discard;
        bench.done.push('discarded');
      },
      install: (target, _installer, { restart }) => {
        bench.done.push(`install ${target.release.version}${restart ? '' : ' without restart'}`);
        return Promise.resolve();
      },
      retain: () => Promise.resolve(),
    },
    memory: {
      read: async () => {
        await bench.before.read;
        return bench.disk.memory;
      },
      write: (memory) => {
        bench.disk.memory = memory;
        bench.disk.writes += 1;
        return Promise.resolve();
      },
    },
    clock: {
      now: () => bench.clock.now,
      after: (milliseconds, run) => {
        timers.set(run, milliseconds);
        return () => void timers.delete(run);
      },
      random: () => 0,
    },
    get scheduleClock() {
      return bench.scheduleClock;
    },
    log: { debug: line, info: line, warn: line, error: line },
    ...(system.tells ? { surroundings } : {}),
    starts: { confirm: () => void bench.done.push('start confirmed') },
    openLink: (href) => {
      bench.done.push(`open ${href}`);
      return Promise.resolve();
    },
  };
  agent = createAgent(ports, bench.facts);
  return bench;
}
