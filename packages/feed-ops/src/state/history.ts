/** One line of `history.jsonl`: one command. */
export interface HistoryEntry {
  /** RFC 3339. */
  readonly at: string;
  readonly actor: string;
  readonly command: string;
  /** One version, or several joined by ` || `; `null` where the command names none. */
  readonly version: string | null;
  /** Word for word as the operator gave it. */
  readonly reason: string | null;
  readonly evidence: string | null;
  readonly sequence: number;
  readonly undoOf: string | null;
}

/** The history with one line more. */
export function appendHistory(history: string | undefined, entry: HistoryEntry): string {
  const before = history ?? '';
  const joint = before === '' || before.endsWith('\n') ? '' : '\n';
  return `${before}${joint}${JSON.stringify(entry)}\n`;
}
