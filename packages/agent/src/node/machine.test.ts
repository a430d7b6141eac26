import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineOf, readMachine } from './machine.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder('machine');
});
afterEach(() => removeFolder(folder));

describe('a machine', () => {
  it("is in the bucket of its id's md5, and shows only eight digits of it", () => {
    const digest = createHash('md5').update('machine-0001').digest('hex');
    expect(machineOf('machine-0001', 'forced')).toEqual({
      idPrefix: digest.slice(0, 8),
      source: 'forced',
      bucket: 86,
    });
  });

  it('is known by what its system says', async () => {
    const id = sha256('a real machine id');
    expect(await readMachine(folder, () => Promise.resolve(id))).toEqual(
      machineOf(id, 'machine-id'),
    );
  });

  it.each([
    ['the system has no id', () => Promise.reject(new Error('no machine id'))],
    ['its id file is empty', () => Promise.resolve(sha256(''))],
    ['the host name is all there is', () => Promise.resolve(sha256(hostname()))],
    ['the answer is no hash', () => Promise.resolve('uninitialized')],
  ])('draws an id of its own and keeps it when %s', async (_when, systemId) => {
    const first = await readMachine(folder, systemId);
    expect(first.source).toBe('generated');
    expect(await readMachine(folder, systemId)).toEqual(first);
    const kept = await readFile(path.join(folder, 'machine-id'), 'utf8');
    expect(first).toEqual(machineOf(kept.trim(), 'generated'));
  });

  it('draws anew when the kept id is damaged', async () => {
    await writeFile(path.join(folder, 'machine-id'), 'garbage');
    const { source } = await readMachine(folder, () => Promise.reject(new Error('none')));
    expect(source).toBe('generated');
    expect(await readFile(path.join(folder, 'machine-id'), 'utf8')).toMatch(/^[\da-f-]{36}\n$/);
  });

  it('is not turned away when its id cannot be kept', async () => {
    const file = path.join(folder, 'a file, no folder');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const machine = await readMachine(path.join(file, 'below'), () =>
      Promise.reject(new Error('none')),
    );
    expect(machine.source).toBe('generated');
  });
});
