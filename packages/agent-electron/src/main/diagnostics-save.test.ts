import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saveText } from './diagnostics-save.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'phasegate-save-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('saves the text where the user says, for this user alone', async () => {
  const file = path.join(folder, 'notes.txt');
  expect(await saveText('Notes 1.0.0\n', () => Promise.resolve(file))).toEqual({ kind: 'saved' });
  expect(await readFile(file, 'utf8')).toBe('Notes 1.0.0\n');
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it('writes nothing where the user says nowhere', async () => {
  expect(await saveText('x', () => Promise.resolve(undefined))).toEqual({ kind: 'cancelled' });
});

it.each([
  ['a folder that is gone', 'gone/notes.txt', 'the folder is gone'],
  ['a folder', '.', 'there is a folder of this name'],
])('says why it cannot write to %s, without its path', async (_what, name, why) => {
  const saved = await saveText('x', () => Promise.resolve(path.join(folder, name)));
  expect(saved).toEqual({ kind: 'failed', why });
});

it('says so when there is no dialog to ask in', async () => {
  const saved = await saveText('x', () => Promise.reject(new Error('no display at /home/ann')));
  expect(saved).toEqual({ kind: 'failed', why: 'the system does not say why' });
});
