import type { Note, NotesBridge } from '../note.ts';
import { byId, make } from './element.ts';
import { ageText, joined, previewOf, split, titleOf } from './note-text.ts';

declare const notes: NotesBridge;

/** Milliseconds after the last key until a note is saved. */
const SAVE_AFTER = 300;

interface Desk {
  notes: readonly Note[];
  open: Note | undefined;
  timer: number | undefined;
}

/** Shows the notes and the one that is open, and keeps what is typed. */
export async function openEditor(): Promise<void> {
  const list = await notes.list();
  const desk: Desk = { notes: list, open: list[0], timer: undefined };
  byId('title', HTMLInputElement).addEventListener('input', () => typed(desk));
  byId('editor', HTMLTextAreaElement).addEventListener('input', () => typed(desk));
  byId('search', HTMLInputElement).addEventListener('input', () => showList(desk));
  byId('new', HTMLButtonElement).addEventListener('click', () => begin(desk));
  byId('remove', HTMLButtonElement).addEventListener('click', () => remove(desk));
  showList(desk);
  showNote(desk);
}

function typed(desk: Desk): void {
  const { open } = desk;
  if (open === undefined) {
    return;
  }
  const text = joined(
    byId('title', HTMLInputElement).value,
    byId('editor', HTMLTextAreaElement).value,
  );
  replace(desk, { ...open, text, changed: Date.now() });
  clearTimeout(desk.timer);
  desk.timer = window.setTimeout(() => void notes.save(open.id, text), SAVE_AFTER);
  showList(desk);
  showFacts(desk);
}

function replace(desk: Desk, note: Note): void {
  desk.notes = [note, ...desk.notes.filter(({ id }) => id !== note.id)];
  desk.open = note;
}

function begin(desk: Desk): void {
  replace(desk, { id: crypto.randomUUID(), text: '', changed: Date.now() });
  showList(desk);
  showNote(desk);
  byId('title', HTMLInputElement).focus();
}

function remove(desk: Desk): void {
  const { open } = desk;
  if (open === undefined) {
    return;
  }
  clearTimeout(desk.timer);
  desk.notes = desk.notes.filter(({ id }) => id !== open.id);
  desk.open = desk.notes[0];
  void notes.remove(open.id);
  showList(desk);
  showNote(desk);
}

function showList(desk: Desk): void {
  const wanted = byId('search', HTMLInputElement).value.trim().toLowerCase();
  const found = desk.notes.filter(({ text }) => text.toLowerCase().includes(wanted));
  const rows = found.map((note) => rowOf(note, desk));
  const none = make('li', wanted === '' ? 'No notes yet' : 'Nothing found', 'none');
  byId('list', HTMLUListElement).replaceChildren(...(rows.length === 0 ? [none] : rows));
}

function rowOf(note: Note, desk: Desk): HTMLElement {
  const row = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'row';
  if (note.id === desk.open?.id) {
    button.setAttribute('aria-current', 'true');
  }
  const foot = make('span', '', 'row-foot');
  foot.append(make('time', ageText(note.changed, Date.now())), make('span', previewOf(note.text)));
  button.append(make('strong', titleOf(note.text)), foot);
  button.addEventListener('click', () => {
    desk.open = note;
    showList(desk);
    showNote(desk);
  });
  row.append(button);
  return row;
}

function showNote(desk: Desk): void {
  const editor = byId('editor', HTMLTextAreaElement);
  const title = byId('title', HTMLInputElement);
  const parts = split(desk.open?.text ?? '');
  title.value = parts.title;
  editor.value = parts.body;
  title.disabled = desk.open === undefined;
  editor.disabled = desk.open === undefined;
  byId('remove', HTMLButtonElement).disabled = desk.open === undefined;
  showFacts(desk);
}

function showFacts({ open }: Desk): void {
  const words = open?.text.match(/\S+/g)?.length ?? 0;
  byId('changed', HTMLElement).textContent =
    open === undefined
      ? ''
      : new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' }).format(
          open.changed,
        );
  byId('count', HTMLElement).textContent = `${words} ${words === 1 ? 'word' : 'words'}`;
}
