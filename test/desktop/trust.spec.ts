import type { AgentErrorCode, AgentSnapshot } from '@phasegate/agent';
import { feedXml } from '@phasegate/testkit';
import type { FeedItemFacts } from '@phasegate/testkit';
import { generateKey } from '@phasegate/trust';
import { expect, test } from '@playwright/test';
import { newKeys, rootOf } from '../signed-feed.ts';
import { lasting, setUpSignedMachine } from './signed-machine.ts';
import type { SignedMachine } from './signed-machine.ts';

// Signed trust where users have it: signatures judged by Electron's BoringSSL, feeds fetched by Chromium's network
// stack, a file that electron-updater replaces. One app lives through all of it; whatever a test does to it, the next one starts on 1.0.0.
let machine: SignedMachine;
let old: FeedItemFacts;
let bad: FeedItemFacts;

test.beforeAll(async () => {
  machine = await setUpSignedMachine();
  [old, bad] = [await machine.release('1.0.0'), await machine.release('1.1.0')];
  await machine.desktop.start();
});

test.afterAll(() => machine.close());

type LastCheck = NonNullable<AgentSnapshot['diagnostics']['lastCheck']>;

/** Publishes a feed, and the user asks for updates: the check that reads it ends so. */
async function checked(
  publish: () => Promise<void>,
  what: string,
  holds: (check: LastCheck) => boolean,
): Promise<AgentSnapshot> {
  const { desktop, host } = machine;
  const before = (await desktop.see()).diagnostics.lastCheck?.at;
  host.forget();
  await publish();
  await desktop.check();
  return desktop.sees(what, ({ diagnostics: { lastCheck } }) => {
    // A check by the app's own schedule may have come just before the feed; a 304 would be about the one before.
    const read = host.requests.some(({ path, status }) => isFeed(path) && status === 200);
    return read && lastCheck !== undefined && lastCheck.at !== before && holds(lastCheck);
  });
}

const isFeed = (path: string): boolean => path.endsWith('/appcast.xml');

/** Publishes a good feed that offers nothing new, and sees it taken; the sequence it has. */
async function takesGoodFeed(): Promise<number> {
  const sequence = machine.next();
  const { diagnostics } = await checked(
    () => machine.show({ sequence, items: [old] }),
    'a good feed taken',
    ({ outcome, items }) => outcome === 'hold' && items.length === 1,
  );
  expect(diagnostics.trust).toBe('signed');
  return sequence;
}

/** Nothing of 1.1.0 was asked for, is kept or runs. */
async function nothingHappened(before: string): Promise<void> {
  expect(machine.host.requests.filter(({ path }) => path === machine.file)).toEqual([]);
  expect(await machine.pending()).toEqual([]);
  expect(await machine.installed()).toBe(before);
  expect(await machine.desktop.see()).toMatchObject({ version: '1.0.0', target: undefined });
}

interface Attack {
  readonly name: string;
  readonly code: AgentErrorCode;
  /** Publishes it; the app has accepted the feed with `sequence` last. */
  readonly show: (sequence: number) => Promise<void>;
}

const evil = (
  change: Partial<Parameters<SignedMachine['show']>[0]>,
  alter?: (feed: Buffer) => Uint8Array,
): Promise<void> => machine.show({ sequence: machine.next(), items: [bad, old], ...change }, alter);

const ATTACKS: readonly Attack[] = [
  {
    name: 'without a signature',
    code: 'feed-untrusted',
    show: () => {
      const own = { app: 'com.example.notes', platform: 'linux', sequence: machine.next() };
      const identity = { ...own, ...lasting(-1, 24) };
      return machine.write((name) =>
        feedXml({ identity: { ...identity, name }, items: [bad, old] }),
      );
    },
  },
  {
    name: 'signed by a stranger',
    code: 'feed-untrusted',
    show: () => evil({ signer: generateKey() }),
  },
  {
    name: 'signed by the release key',
    code: 'feed-untrusted',
    show: () => evil({ signer: machine.keys.release }),
  },
  {
    name: 'changed after it was signed',
    code: 'feed-untrusted',
    show: () => evil({}, (feed) => Buffer.from(feed.toString().replace('1.1.0', '1.1.9'))),
  },
  {
    name: 'cut off in its signatures',
    code: 'feed-untrusted',
    show: () => evil({}, (feed) => feed.subarray(0, -20)),
  },
  {
    name: 'of another app',
    code: 'feed-untrusted',
    show: () => evil({ identity: { app: 'com.example.mail' } }),
  },
  {
    name: 'of the same sequence with other bytes',
    code: 'feed-untrusted',
    show: (sequence) => evil({ sequence }),
  },
  {
    name: 'of a lower sequence',
    code: 'feed-replayed',
    show: (sequence) => evil({ sequence: sequence - 1 }),
  },
  {
    name: 'that has expired',
    code: 'feed-stale',
    show: () => evil({ identity: lasting(-0.5, -0.1) }),
  },
];

for (const { name, code, show } of ATTACKS) {
  test(`a feed ${name} is ${code}, and the next good one is taken`, async () => {
    const before = await machine.installed();
    const sequence = await takesGoodFeed();
    const seen = await checked(
      () => show(sequence),
      code,
      (check) => check.code === code,
    );
    const outcome = code === 'feed-replayed' ? 'ignored' : 'failed';
    expect(seen.diagnostics.lastCheck).toMatchObject({ outcome });
    await nothingHappened(before);
    await takesGoodFeed();
  });
}

const FORGED: readonly {
  readonly name: string;
  readonly code: string;
  readonly forge: () => Promise<FeedItemFacts>;
}[] = [
  {
    name: 'that nobody vouches for',
    code: 'not-signed',
    forge: () => machine.item('1.1.0'),
  },
  {
    name: 'vouched for by the feed key',
    code: 'wrong-signature',
    forge: () => machine.release('1.1.0', {}, machine.keys.feed),
  },
  {
    name: 'that is an old one under a new version',
    code: 'wrong-signature',
    forge: () => Promise.resolve({ ...old, version: '1.1.0' }),
  },
  {
    name: 'with other bytes than its statement says',
    code: 'wrong-signature',
    forge: () => machine.release('1.1.0', { sha512: `${'A'.repeat(86)}==` }),
  },
];

for (const { name, code, forge } of FORGED) {
  test(`a file ${name} is ${code} and never fetched`, async () => {
    const before = await machine.installed();
    await takesGoodFeed();
    const items = [await forge(), old];
    const { diagnostics } = await checked(
      () => machine.show({ sequence: machine.next(), items }),
      'both items judged',
      (check) => check.items.length === 2,
    );
    expect(diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      items: [{ version: '1.1.0', outcome: { code } }, { version: '1.0.0' }],
    });
    await nothingHappened(before);
    await takesGoodFeed();
  });
}

test('a file that was swapped behind its statement is thrown away', async () => {
  const before = await machine.installed();
  const mend = machine.host.fail(machine.file, { alter: (body) => Buffer.alloc(body.length, 'x') });
  await evil({});
  await machine.desktop.check();
  const failed = await machine.desktop.sees('the failure', ({ phase }) => phase === 'failed');
  expect(failed.problem?.code, failed.problem?.message).toBe('download-wrong-digest');
  expect(await machine.pending()).toEqual([]);
  expect(await machine.installed()).toBe(before);
  mend();
  await takesGoodFeed();
});

test('a signed release is installed, and a signed withdrawal takes its user back', async () => {
  const { desktop, show, next } = machine;
  await show({ sequence: next(), items: [bad, old] });
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click(),
  );
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
  expect(await machine.installed()).toBe(await machine.built('1.1.0'));

  const advisories = [{ id: 'bad', versions: '1.1.0', severity: 'critical' }];
  await show({ sequence: next(), items: [old], advisories });
  await desktop.check();
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Go back to 1.0.0' }).click(),
  );
  const back = await desktop.sees('1.0.0 running', ({ version }) => version === '1.0.0');
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
  expect(back.diagnostics).toMatchObject({ trust: 'signed', wentBackFrom: '1.1.0' });
  expect(back.diagnostics.loosened).toEqual(['allowLoopbackHttp', 'allowOverrides']);
});

test('a new feed key is believed under the next root, and the old one no more', async () => {
  const { keys } = machine;
  const rotated = { ...keys, root: newKeys().root, feed: newKeys().feed };
  await machine.put('updates/keys/2.root.json', rootOf(2, rotated, keys, '2090-01-01'));
  const feed = { items: [old], identity: { root: 2 }, signer: rotated.feed };
  const { diagnostics } = await checked(
    () => machine.show({ ...feed, sequence: machine.next() }),
    'the feed of root 2',
    ({ outcome }) => outcome === 'hold',
  );
  expect(diagnostics.rootVersion).toBe(2);
  const refused = await checked(
    () => evil({}),
    'the old key refused',
    ({ code }) => code === 'feed-untrusted',
  );
  expect(refused.diagnostics.rootVersion).toBe(2);
});
