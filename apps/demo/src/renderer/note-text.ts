/** A note's first line and the rest, as the editor shows them. */
export function split(text: string): { readonly title: string; readonly body: string } {
  const [title = '', ...rest] = text.split('\n');
  return { title, body: rest.join('\n').replace(/^\n/, '') };
}

/** The text of a note from its two fields. */
export function joined(title: string, body: string): string {
  return `${title}\n\n${body}`;
}

/** A note's first line that is not blank. */
export function titleOf(text: string): string {
  return linesOf(text)[0] ?? 'New note';
}

/** What the list shows under the title. */
export function previewOf(text: string): string {
  return linesOf(text)[1] ?? 'No more text';
}

/** How long ago a note was changed, in a word or two. */
export function ageText(changed: number, now: number): string {
  const minutes = Math.floor((now - changed) / 60_000);
  if (minutes < 1) {
    return 'Now';
  }
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
