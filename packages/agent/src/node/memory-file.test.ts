import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { feedNameOf, FULL_PHASE } from '@phasegate/rollout';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { AgentMemory } from '../memory/memory.ts';
import type { Logger } from '../ports.ts';
import { rootFile, rootKeys } from '../check/trust.fixture.ts';
import { createMemoryFile } from './memory-file.ts';

let folder: string;
let lines: string[];
const log = (): Logger => {
  const line = (message: string): void => void lines.push(message);
  return { debug: line, info: line, warn: line, error: line };
};

beforeEach(async () => {
  folder = await temporaryFolder('memory');
  lines = [];
});
afterEach(() => removeFolder(folder));

describe('the memory file', () => {
  it('is empty memory before the first write', async () => {
    expect(await createMemoryFile(path.join(folder, 'new'), log()).read()).toEqual(EMPTY_MEMORY);
  });

  it('holds the last of many writes at once, and no temporary file is left', async () => {
    const store = createMemoryFile(folder, log());
    await Promise.all([1, 2, 3].map((at) => store.write({ ...EMPTY_MEMORY, seenAt: at })));
    expect((await store.read()).seenAt).toBe(3);
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('gives a reader that comes during a write what is being written', async () => {
    const store = createMemoryFile(folder, log());
    const write = store.write({ ...EMPTY_MEMORY, seenAt: 1 });
    expect((await store.read()).seenAt).toBe(1);
    await write;
  });

  it('that is damaged is set aside, said, and the next write works', async () => {
    await writeFile(path.join(folder, 'state.json'), '{"schema":');
    const store = createMemoryFile(folder, log());
    expect(await store.read()).toEqual(EMPTY_MEMORY);
    expect(lines.join()).toContain('damaged');
    expect(await readFile(path.join(folder, 'state.json.bad'), 'utf8')).toBe('{"schema":');
    await store.write({ ...EMPTY_MEMORY, seenAt: 1 });
    expect((await store.read()).seenAt).toBe(1);
  });

  it('keeps what another instance has seen, and the feed that belongs to it', async () => {
    const root = new Uint8Array(Buffer.from(rootFile(1, rootKeys())));
    const at = (sequence: number): AgentMemory => {
      const counters = { sequence, hashes: {}, timeFloor: 0, rootVersion: 1 };
      const bytes = new Uint8Array(Buffer.from(`feed ${sequence}`));
      const lastFeed = { name: feedNameOf(FULL_PHASE), url: '', etag: undefined, bytes };
      const trust = { ...EMPTY_MEMORY.trust, roots: [root], counters };
      return { ...EMPTY_MEMORY, lastFeed, trust, seenAt: sequence };
    };
    const [here, there] = [createMemoryFile(folder, log()), createMemoryFile(folder, log())];
    await here.write(at(5));
    await there.write(at(7));
    await here.write(at(6));
    expect(await there.read()).toEqual({ ...at(7), seenAt: 6 });
    await writeFile(path.join(folder, 'state.json'), '');
    await here.write(at(6));
    expect(await there.read()).toEqual(at(6));
  });

  it('keeps the old state when a write fails, and says what the disk refused', async () => {
    const store = createMemoryFile(folder, log());
    await store.write({ ...EMPTY_MEMORY, seenAt: 1 });
    const blocked = createMemoryFile(path.join(folder, 'state.json'), log());
    await expect(blocked.write(EMPTY_MEMORY)).rejects.toMatchObject({
      code: 'disk-failed',
      message: expect.stringContaining('could not be written') as string,
    });
    expect((await store.read()).seenAt).toBe(1);
  });
});
