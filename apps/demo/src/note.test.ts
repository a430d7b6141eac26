import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseNote } from './note.ts';
import { openNotesFile } from './notes-file.ts';
import { ageText, joined, previewOf, split, titleOf } from './renderer/note-text.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notes-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the notes file', () => {
  it('gives a new user something to read, also where the file is damaged', async () => {
    const file = path.join(folder, 'notes.json');
    await writeFile(file, '{ not json');
    expect(await openNotesFile(file, () => 0).list()).toHaveLength(3);
  });

  it('keeps every one of many changes made at once', async () => {
    const notes = openNotesFile(path.join(folder, 'notes.json'), () => 0);
    await notes.change(() => []);
    const ids = Array.from({ length: 20 }, (_, at) => `n${at}`);
    await Promise.all(
      ids.map((id) => notes.change((all) => [...all, { id, text: id, changed: 1 }])),
    );
    expect((await notes.list()).map(({ id }) => id)).toEqual(ids);
  });
});

describe('a note', () => {
  it('is refused when it is none', () => {
    expect(parseNote({ id: '../x', text: '', changed: 0 })).toBeUndefined();
    expect(parseNote({ id: 'x', text: 5, changed: 0 })).toBeUndefined();
    expect(parseNote(null)).toBeUndefined();
    expect(parseNote({ id: 'x', text: '', changed: 0 })).toEqual({ id: 'x', text: '', changed: 0 });
  });

  it('comes back from the editor as it went in', () => {
    const text = 'Lisbon\n\nTrain 28\nAlfama';
    const { title, body } = split(text);
    expect(joined(title, body)).toBe(text);
    expect([titleOf(text), previewOf(text)]).toEqual(['Lisbon', 'Train 28']);
    expect(titleOf('')).toBe('New note');
  });

  it('tells its age in a word', () => {
    const hour = 3_600_000;
    expect([0, 5 * 60_000, 3 * hour, 50 * hour].map((age) => ageText(0, age))).toEqual([
      'Now',
      '5 min',
      '3 h',
      '2 d',
    ]);
  });
});
