import { AgentError, createAgent, EMPTY_MEMORY, parseBucket, signedBy } from '../index.ts';
import type { Agent, AgentFacts, AgentMemory, AgentPorts, Bucket } from '../index.ts';
import { createFeedFetcher } from '../node/index.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { agentFacts } from './situations.ts';
import { createFakeClock, startFeedServer } from './index.ts';
import type { FakeClock, FeedServer, FeedServerOptions } from './index.ts';

const APP = 'com.example.notes';
let server: FeedServer;

afterEach(() => server.close());

interface Client {
  readonly agent: Agent;
  readonly clock: FakeClock;
  /** A check, and what came of it. */
  readonly check: () => Promise<string>;
}

/** The real agent on real HTTP, with nothing faked but time, disk and the installer. */
async function client(
  { bucket = '7', ...options }: Partial<FeedServerOptions> & { readonly bucket?: string } = {},
  installed = '1.0.0',
): Promise<Client> {
  const clock = createFakeClock();
  const unsigned = options.unsigned === true;
  server = await startFeedServer({ app: APP, platform: 'linux', now: clock.now, ...options });
  let memory: AgentMemory = EMPTY_MEMORY;
  const quiet = (): void => undefined;
  const ports: AgentPorts = {
    fetchFeed: createFeedFetcher({ fetch, allowLoopbackHttp: true }),
    installers: {
      download: () => Promise.reject(new AgentError('download-cancelled', 'not in this test')),
      discard: () => Promise.resolve(),
      install: () => Promise.resolve(),
      retain: () => Promise.resolve(),
    },
    memory: {
      read: () => Promise.resolve(memory),
      write: (next) => {
        memory = next;
        return Promise.resolve();
      },
    },
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    openLink: () => Promise.resolve(),
  };
  const machine = agentFacts({ app: APP, installed });
  const facts: AgentFacts = {
    ...machine,
    installed: { ...machine.installed, bucket: parseBucket(bucket) as Bucket },
    feedBase: server.feedBase,
    allowLoopbackHttp: true,
    trust: unsigned ? { kind: 'unsigned' } : signedBy(server.root),
  };
  const agent = createAgent(ports, facts);
  const check = async (): Promise<string> => {
    await agent.check();
    await agent.settled();
    return agent.snapshot().diagnostics.lastCheck?.outcome ?? 'none';
  };
  return { agent, clock, check };
}

describe('the feed server', () => {
  it.each([{ unsigned: false }, { unsigned: true }])(
    'offers what was published, takes it back and tells those who have it ($unsigned)',
    async ({ unsigned }) => {
      const { agent, check } = await client({ unsigned }, '1.1.0');
      server.publish({ version: '1.0.0', arch: 'x64' });
      server.publish({ version: '1.1.0', arch: 'x64' });
      expect(await check()).toBe('hold');
      server.publish({ version: '1.2.0', arch: 'x64' });
      expect(await check()).toBe('offer');
      server.pause('1.2.0');
      expect(await check()).toBe('hold');

      server.withdraw('1.1.0', { issue: 'It can close.', severity: 'critical' });
      expect(await check()).toBe('go-back');
      expect(agent.snapshot().notice).toMatchObject({ kind: 'withdrawn', severity: 'critical' });
      server.resume('1.2.0');
      expect(await check()).toBe('offer');
    },
  );

  it('opens a release to the machines of its phase alone', async () => {
    const { check } = await client({ bucket: '20' });
    server.publish({ version: '1.0.0', arch: 'x64' });
    server.publish({ version: '1.1.0', phase: 10, arch: 'x64' });
    expect(await check()).toBe('hold');
    server.setPhase('1.1.0', 50);
    expect(await check()).toBe('offer');
    expect(() => server.setPhase('1.1.0', 20)).toThrow('no phase of');
  });

  it('blocks, announces and lifts', async () => {
    const { agent, check } = await client();
    server.publish({ version: '1.0.0', arch: 'x64' });
    server.announce('1.0.0', { issue: 'We move on Friday.' });
    await check();
    const first = agent.snapshot().notice;
    expect(first?.kind).toBe('announcement');
    server.announce('1.0.0', { issue: 'We move on Monday.' });
    await check();
    expect(agent.snapshot().notice?.body).toContain('We move on Monday.');
    expect(agent.snapshot().notice?.id).not.toBe(first?.id);
    server.block('<1.1.0');
    await check();
    expect(agent.snapshot().notice?.kind).toBe('blocked');
    server.lift('<1.1.0');
    server.lift('1.0.0');
    await check();
    expect(agent.snapshot().notice?.kind).not.toBe('blocked');
  });

  it('answers 304 to a client that has the feed, and breaks as it is told', async () => {
    const { agent, check } = await client();
    server.publish({ version: '1.0.0', arch: 'x64' });
    await check();
    await check();
    expect(server.requests.filter(({ path }) => path.endsWith('.xml')).at(-1)?.status).toBe(304);

    const mend = server.fail('reset', { path: /\.xml$/ });
    expect(await check()).toBe('failed');
    mend();
    server.fail(503, { times: 1, path: /\.xml$/ });
    expect(await check()).toBe('failed');
    expect(agent.snapshot().diagnostics.lastCheck?.code).toBe('feed-bad-status');
    expect(await check()).toBe('hold');
  });

  it('lets its feeds expire by the clock that it was given', async () => {
    const { agent, clock, check } = await client({ lastsFor: 60_000 });
    server.publish({ version: '1.0.0', arch: 'x64' });
    expect(await check()).toBe('hold');
    clock.advance(120_000);
    expect(await check()).toBe('failed');
    expect(agent.snapshot().diagnostics.lastCheck?.code).toBe('feed-stale');
  });

  it('makes the same root from the same seed, and another one from none', async () => {
    await client({ seed: 'ours' });
    const { root } = server;
    await server.close();
    await client({ seed: 'ours' });
    expect(server.root).toBe(root);
    await server.close();
    await client();
    expect(server.root).not.toBe(root);
  });

  it('serves the file of a release, late where it is told to', async () => {
    await client();
    server.publish({ version: '1.1.0', file: Buffer.from('bytes'), arch: 'x64' });
    server.delay(30);
    const before = performance.now();
    const answer = await fetch(new URL('/files/app-1.1.0.AppImage', server.feedBase));
    expect(await answer.text()).toBe('bytes');
    expect(performance.now() - before).toBeGreaterThanOrEqual(25);
  });

  it('refuses to withdraw, pause or move what was never published', async () => {
    await client();
    expect(() => server.withdraw('9.9.9')).toThrow('was not published');
    expect(() => server.pause('9.9.9')).toThrow('was not published');
    expect(() => server.setPhase('9.9.9', 10)).toThrow('was not published');
    server.publish({ version: '1.0.0' });
    expect(() => server.publish({ version: '1.0.0' })).toThrow('already');
  });
});
