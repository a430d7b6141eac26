import { oneLine } from '../one-line.ts';

/** What the commit says: a subject of one line, and lines that Phasegate writes itself. */
export interface CommitMessage {
  readonly subject: string;
  readonly body: readonly string[];
}

/**
 * A subject from our own words and a reason from anybody: the reason stays on the subject's line, after our words, so
 * that it cannot begin an option, a trailer or a comment; tags that make a host skip its deployment lose their brackets.
 * The reason itself goes word for word into history.jsonl.
 */
export function commitSubject(words: string, reason: string | undefined, most = 120): string {
  const said = reason === undefined ? '' : defused(oneLine(reason, most));
  return said === '' ? words : `${words}: ${said}`;
}

/** The text for `git commit-tree -F -`. */
export function commitText({ subject, body }: CommitMessage): string {
  return body.length === 0 ? `${subject}\n` : `${subject}\n\n${body.join('\n')}\n`;
}

/** `[skip ci]`, `[ci skip]`, `[no ci]`, `***NO_CI***`, `skip-checks: true`: hosts look for them anywhere. */
function defused(text: string): string {
  return text
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll(/\*{2,}/g, '*')
    .replaceAll(/skip-checks\s*:\s*/gi, 'skip-checks ');
}
