/** What the diagnostics window shows, laid out: plain data, the same for the page, the clipboard and the file. */
export interface DiagnosticsView {
  readonly title: string;
  /** What is going on, in one sentence. */
  readonly summary: string;
  readonly parts: readonly DiagnosticsPart[];
}

/** One heading and what stands under it. */
export interface DiagnosticsPart {
  readonly heading: string;
  readonly facts: readonly DiagnosticsFact[];
  readonly table?: DiagnosticsTable | undefined;
  /** Lines as they were logged, the oldest first. */
  readonly lines?: readonly string[] | undefined;
}

/** A name and a value; `warns` where somebody who looks for a fault should look first. */
export interface DiagnosticsFact {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly warns?: boolean | undefined;
}

/** Rows as long as the columns. */
export interface DiagnosticsTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The channels between that window and the main process: no argument travels to it. */
export const DIAGNOSTICS_CHANNELS = {
  /** Window asks for the view. */
  view: 'phasegate:diagnostics-view',
  /** Main to window: a new view. */
  changed: 'phasegate:diagnostics-changed',
  /** Window: copy it. Answers with a sentence. */
  copy: 'phasegate:diagnostics-copy',
  /** Window: save it, where the user says. Answers with a sentence, or nothing when they said nowhere. */
  save: 'phasegate:diagnostics-save',
} as const;
