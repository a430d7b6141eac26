import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AgentError, parseMemory, signedBy } from '@phasegate/agent';
import type { AgentMemory, AgentPorts, Installers } from '@phasegate/agent';
import { createMemoryFile } from '@phasegate/agent/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMachine } from './machine.ts';
import type { Machine } from './machine.ts';
import { newKeys, rootOf } from '../signed-feed.ts';
import { memoryOf, openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// The state file on disks that refuse it, and under two instances: memory may suffer, the app and what it believes do not.
const mounts = await canMount();
let site: SignedSite;
let machines: Machine[];
let mounted: string[];

beforeEach(async () => {
  site = await openSignedSite();
  machines = [];
  mounted = [];
});
afterEach(async () => {
  machines.forEach((one) => one.stop());
  mounted.forEach((folder) => asRoot('umount', [folder]));
  await site.close();
});

/** A machine of the site, with parts of its world replaced; it has not started. */
async function machineWith(
  ports: (ports: AgentPorts) => Partial<AgentPorts>,
  version = '1.0.0',
): Promise<Machine> {
  const created = await createMachine({
    feedBase: `${site.pages.url}/updates`,
    bucket: 60,
    version,
    trust: signedBy(rootOf(1, site.keys)),
    ports: (all) => ({ ...all, clock: { ...all.clock, now: () => site.now }, ...ports(all) }),
  });
  machines.push(created);
  return created;
}

function asRoot(command: 'mount' | 'umount', args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'pipe' });
}

const loud = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^(?:warn|error): /.test(line));

/** Makes a state folder refuse to be written; returns how to make it good again. */
type Harm = (folder: string, disk: { full: boolean }) => Promise<() => Promise<void> | void>;

async function mountOver(folder: string): Promise<void> {
  const state = await readFile(path.join(folder, 'state.json'));
  asRoot('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'phasegate-test', folder]);
  mounted.push(folder);
  await writeFile(path.join(folder, 'state.json'), state);
}

const fill: Harm = async (folder) => {
  await mountOver(folder);
  const filler = path.join(folder, 'filler');
  await expect(writeFile(filler, Buffer.alloc(1 << 20))).rejects.toMatchObject({ code: 'ENOSPC' });
  return () => rm(filler);
};

const makeReadOnly: Harm = async (folder) => {
  await mountOver(folder);
  asRoot('mount', ['-o', 'remount,ro', folder]);
  return () => asRoot('mount', ['-o', 'remount,rw', folder]);
};

const sayFull: Harm = (_, disk) => {
  disk.full = true;
  return Promise.resolve(() => void (disk.full = false));
};

const blockByFile: Harm = async (folder) => {
  await rm(folder, { recursive: true });
  await writeFile(folder, '');
  return () => rm(folder);
};

const HARMS: readonly (readonly [string, string, Harm])[] = [
  mounts
    ? ['a disk that is full', 'the disk is full', fill]
    : ['a disk of which the port says that it is full', 'the disk is full', sayFull],
  ...(mounts ? [['a read-only disk', 'the folder cannot be written', makeReadOnly] as const] : []),
  ['a file where the folder should be', 'could not be written', blockByFile],
];

describe('a state folder on', () => {
  it.each(HARMS)(
    '%s leaves the app running, says so once, and is written later',
    async (...args) => {
      const [, says, harm] = args;
      const disk = { full: false };
      const here = await machineWith(({ memory }) => ({
        memory: {
          read: memory.read,
          write: (next) =>
            disk.full
              ? Promise.reject(new AgentError('disk-full', 'no room: the disk is full'))
              : memory.write(next),
        },
      }));
      const old = await site.release('1.0.0');
      await site.publish({ sequence: 5, items: [old] });
      await here.start();
      await here.check();
      const before = await readFile(here.stateFile, 'utf8');
      const heal = await harm(path.dirname(here.stateFile), disk);
      const quiet = here.log.length;
      const next = await site.release('1.1.0');
      await site.publish({ sequence: 6, items: [next, old] });
      expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
      expect(loud(here.log.slice(quiet))).toEqual([expect.stringContaining(says)]);
      const now = await readFile(here.stateFile, 'utf8').catch(() => undefined);
      expect([before, undefined]).toContain(now);
      // Started on such a disk too, the app installs what is good, and nothing else.
      await here.start();
      await here.check();
      await here.press('install');
      expect(here.version()).toBe('1.1.0');
      await heal();
      await site.publish({ sequence: 7, items: [await site.release('1.2.0'), next, old] });
      expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.2.0' });
      expect((await memoryOf(here))?.trust.counters?.sequence).toBe(7);
      expect(await readdir(path.dirname(here.stateFile))).toEqual(['state.json']);
    },
  );
});

describe('two instances over one state folder', () => {
  it('check at once, and neither stumbles nor leaves half a state, and it is installed once', async () => {
    const first = await machineWith(() => ({}));
    const folder = path.dirname(first.stateFile);
    let installs = 0;
    const counted = (installers: Installers): Installers => ({
      ...installers,
      install: (target, installer, how) => {
        installs += 1;
        return installers.install(target, installer, how);
      },
    });
    const shared = ({ log, installers }: AgentPorts): Partial<AgentPorts> => ({
      memory: createMemoryFile(folder, log),
      installers: counted(installers),
    });
    const here = await machineWith(shared);
    const there = await machineWith(shared);
    const both = [here, there];
    const old = await site.release('1.0.0');
    const next = await site.release('1.1.0');
    await Promise.all(both.map((one) => one.start()));
    for (let sequence = 1; sequence <= 12; sequence += 1) {
      const items = sequence < 12 ? [old] : [next, old];
      await site.publish({ sequence, items });
      await Promise.all(both.map((one) => one.check()));
      const state = parseMemory(await readFile(first.stateFile, 'utf8'));
      expect(state?.trust.counters?.sequence).toBe(sequence);
    }
    expect(both.map((one) => one.see().phase)).toEqual(['ready', 'ready']);
    expect(await readdir(folder)).toEqual(['state.json']);
    await here.press('install');
    // The other one is started anew as well, and is what was installed.
    there.stop();
    const anew = await machineWith(shared, here.version());
    await anew.start();
    await Promise.all([here.check(), anew.check()]);
    expect([here, anew].map((one) => one.see().phase)).toEqual(['idle', 'idle']);
    expect(await anew.downloads()).toEqual([]);
    expect([installs, here.version()]).toEqual([1, '1.1.0']);
    expect([here, there, anew].flatMap(({ log }) => loud(log))).toEqual([]);
  });

  /** Two instances that have both taken sequence 5; `late` is shown an old feed, which it refuses and writes down. */
  async function twoAtFive(): Promise<{
    readonly ahead: Machine;
    readonly late: Machine;
    readonly write: () => Promise<AgentMemory | undefined>;
  }> {
    const first = await machineWith(() => ({}));
    const shared = ({ log }: AgentPorts): Partial<AgentPorts> => ({
      memory: createMemoryFile(path.dirname(first.stateFile), log),
    });
    const [ahead, late] = [await machineWith(shared), await machineWith(shared)];
    const items = [await site.release('1.0.0')];
    await site.publish({ sequence: 5, items });
    for (const one of [ahead, late]) {
      await one.start();
      await one.check();
    }
    const write = async (): Promise<AgentMemory | undefined> => {
      await site.publish({ sequence: 4, items });
      const { diagnostics } = await late.check();
      expect(diagnostics.lastCheck).toMatchObject({ code: 'feed-replayed' });
      const memory = await memoryOf(first);
      expect(memory?.trust.lowerSince).toBe(site.now);
      return memory;
    };
    return { ahead, late, write };
  }

  it('keep the higher sequence when the one that knows less writes last', async () => {
    const { ahead, late, write } = await twoAtFive();
    await site.publish({ sequence: 6, items: [await site.release('1.0.0')] });
    await ahead.check();
    expect((await write())?.trust.counters?.sequence).toBe(6);
    await site.publish({ sequence: 5, items: [] });
    await late.start();
    expect((await late.check()).diagnostics.lastCheck?.code).toBe('feed-replayed');
  });

  it('keep counters that a newer root has let begin anew', async () => {
    const { ahead, late, write } = await twoAtFive();
    const next = { ...site.keys, feed: newKeys().feed };
    await site.rotate(2, next);
    const feed = { items: [await site.release('1.0.0')], identity: { root: 2 }, signer: next.feed };
    await site.publish({ ...feed, sequence: 1 });
    await ahead.check();
    const { trust } = (await write()) ?? {};
    expect([trust?.roots.length, trust?.counters]).toMatchObject([
      2,
      { sequence: 1, rootVersion: 2 },
    ]);
    await site.publish({ ...feed, sequence: 2 });
    await late.start();
    const { diagnostics } = await late.check();
    expect(diagnostics).toMatchObject({ rootVersion: 2, lastCheck: { outcome: 'hold' } });
  });
});

/** Whether this user may mount; looked up by doing it. */
async function canMount(): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'phasegate-mount-'));
  try {
    asRoot('mount', ['-t', 'tmpfs', 'phasegate-test', folder]);
    asRoot('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    await rmdir(folder);
  }
}
