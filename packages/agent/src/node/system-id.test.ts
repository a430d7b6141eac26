import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import nodeMachineId from 'node-machine-id';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemId } from './system-id.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder('system-id');
});
afterEach(() => removeFolder(folder));

async function idOf(...texts: readonly (string | undefined)[]): Promise<string> {
  const files = texts.map((_, at) => path.join(folder, String(at)));
  for (const [at, text] of texts.entries()) {
    await (text === undefined ? undefined : writeFile(path.join(folder, String(at)), text));
  }
  return systemId(files);
}

describe("the system's id", () => {
  it("is node-machine-id's, so that no machine changes its bucket", async () => {
    expect(await systemId()).toBe(await nodeMachineId.machineId());
  });

  it.runIf(process.platform === 'linux').each([
    ['the first file', ['AB12\n', 'cd34\n']],
    ['the second file where there is no first', [undefined, ' ab12\r\n']],
    ['the second file where the first is empty', ['', 'ab12\n']],
    ['a line that goes on in the second file', ['ab', '12\n']],
  ])('is read from %s', async (_where, texts) => {
    expect(await idOf(...texts)).toBe(sha256('ab12'));
  });

  it.runIf(process.platform === 'linux').each([
    ['there is no file', [undefined, undefined]],
    ['the line has no end, so that the host name would follow it', [undefined, 'ab12']],
    ['the first line is empty', ['\n', 'ab12\n']],
  ])('is left to node-machine-id itself when %s', async (_when, texts) => {
    expect(await idOf(...texts)).toBe(await nodeMachineId.machineId());
  });
});
