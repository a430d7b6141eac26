import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { EMPTY_MEMORY, formatMemory, mergedMemory, parseMemory } from '../memory/memory.ts';
import type { AgentMemory } from '../memory/memory.ts';
import type { Logger, MemoryStore } from '../ports.ts';
import { writeAtomically } from './write-atomically.ts';

/**
 * The agent's memory as `state.json` in a folder: temp file, fsync, rename, so that a killed process or a full disk leaves
 * the old state. Writes wait for each other. A file that cannot be read is set aside as `state.json.bad`.
 * Another instance of the app may have written in between; what it has seen of feeds and roots stays. There is no lock:
 * where two write in the same moment, the next write of the one that has seen more mends it.
 */
export function createMemoryFile(folder: string, log: Logger): MemoryStore {
  const file = path.join(folder, 'state.json');
  let last: Promise<void> = Promise.resolve();
  return {
    read: async () => {
      await last;
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) {
        return EMPTY_MEMORY;
      }
      const memory = parseMemory(text);
      if (memory === undefined) {
        log.warn(
          `${file} is damaged; the agent starts without memory, the file is kept as state.json.bad`,
        );
        await rename(file, `${file}.bad`).catch(() => undefined);
      }
      return memory ?? EMPTY_MEMORY;
    },
    write: (memory) => {
      const write = last.then(() => writeMerged(file, memory));
      last = write.catch(() => undefined);
      return write;
    },
  };
}

async function writeMerged(file: string, memory: AgentMemory): Promise<void> {
  const before = parseMemory(await readFile(file, 'utf8').catch(() => ''));
  const next = before === undefined ? memory : mergedMemory(memory, before);
  await writeAtomically(file, formatMemory(next));
}
