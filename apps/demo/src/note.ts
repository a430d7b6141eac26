/** One note. Times in epoch milliseconds. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly changed: number;
}

/** What the window may ask for: `window.notes`. */
export interface NotesBridge {
  readonly list: () => Promise<readonly Note[]>;
  readonly save: (id: string, text: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Writes every note into one text file in the user's documents; returns its path. */
  readonly exportAll: () => Promise<string>;
  /** Opens the SDK's diagnostics window. */
  readonly diagnostics: () => Promise<void>;
}

/** Reads a note as it comes over IPC or from disk. */
export function parseNote(input: unknown): Note | undefined {
  if (typeof input !== 'object' || input === null) {
    return undefined;
  }
  const { id, text, changed } = input as Record<string, unknown>;
  const fits =
    typeof id === 'string' &&
    /^[\w-]{1,64}$/.test(id) &&
    typeof text === 'string' &&
    text.length <= 1_000_000 &&
    typeof changed === 'number';
  return fits ? { id, text, changed } : undefined;
}
