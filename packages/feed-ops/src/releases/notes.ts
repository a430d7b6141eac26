import { readFile } from 'node:fs/promises';

import type { ReleaseNotes } from '@phasegate/rollout';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { unturned } from './unturned.ts';

/** Release notes as an operator gives them: plain text, or a file. */
export interface NotesTyped {
  readonly text: string | undefined;
  /** Absolute; `.md` is Markdown, everything else plain text. */
  readonly file: string | undefined;
}

/** Release notes as feeds hold them, and as text for whoever shows no HTML. */
export interface NotesRead {
  readonly notes: ReleaseNotes;
  readonly plain: string;
}

/** Feeds are read by every client at every check, and no client takes more than 1 MiB of one. */
const MOST_BYTES = 64 * 1024;

/** Reads release notes: text stays text, Markdown becomes the HTML that Sparkle's clients show. */
export async function readNotes({
  text,
  file,
}: NotesTyped): Promise<Result<NotesRead | undefined>> {
  if (text !== undefined && file !== undefined) {
    return refuse('bad-argument', '--notes and --notes-file were both given', 'give one of them');
  }
  if (file === undefined) {
    return text === undefined ? accept(undefined) : plain(text);
  }
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) {
    return refuse('no-such-file', `${file} cannot be read`, 'check the path of --notes-file');
  }
  const read = utf8(bytes)?.replaceAll('\r\n', '\n');
  if (read === undefined) {
    return refuse('bad-argument', `${file} is not UTF-8 text`, 'save it as UTF-8');
  }
  return /\.(?:md|markdown)$/i.test(file) ? html(read) : plain(read);
}

function plain(text: string): Result<NotesRead> {
  const notes = fitting({ format: 'plain-text', text: unturned(text).trim() });
  return notes.ok ? accept({ notes: notes.value, plain: notes.value.text }) : notes;
}

async function html(markdown: string): Promise<Result<NotesRead>> {
  // What is too long as Markdown is longer as HTML, and some of it takes minutes to become that.
  const source = fitting({ format: 'html', text: markdown });
  if (!source.ok) {
    return source;
  }
  const [{ markdownHtml }, { plainNotes }] = await Promise.all([
    import('./markdown.ts'),
    import('./plain-notes.ts'),
  ]);
  const notes = fitting({ format: 'html', text: markdownHtml(markdown) });
  return notes.ok
    ? accept({ notes: notes.value, plain: plainNotes(notes.value)?.text ?? '' })
    : notes;
}

function fitting(notes: ReleaseNotes): Result<ReleaseNotes> {
  const length = Buffer.byteLength(notes.text);
  if (notes.text === '') {
    return refuse('bad-argument', 'The release notes are empty', 'write some, or leave them out');
  }
  return length > MOST_BYTES
    ? refuse(
        'bad-argument',
        `The release notes have ${length} bytes, and ${MOST_BYTES} is the most`,
        'say it shorter, and link to the rest',
      )
    : accept(notes);
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
