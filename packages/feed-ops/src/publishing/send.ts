import { refuseToGoBack } from './not-back.ts';
import { TargetError } from './target.ts';
import type { PublishedFile, Target } from './target.ts';

/** What became of one target. What was sent there stays there, whatever became of the rest. */
export type SendOutcome =
  | { readonly kind: 'right'; readonly sent: readonly string[] }
  | { readonly kind: 'would-send'; readonly paths: readonly string[] }
  | {
      readonly kind: 'failed';
      readonly sent: readonly string[];
      readonly message: string;
      readonly next: string;
    }
  | { readonly kind: 'interrupted'; readonly sent: readonly string[] };

/** How files are sent. */
export interface Sending {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Brings one target to hold these files; only what is different goes over the wire, and never what is older. Roots first: see {@link PublishedFile}. */
export async function sendTo(
  target: Target,
  files: readonly PublishedFile[],
  { dryRun, signal }: Sending,
): Promise<SendOutcome> {
  const sent: string[] = [];
  try {
    const due = await target.differing(files, signal);
    const feeds = due.filter(({ kind }) => kind === 'feed');
    refuseToGoBack(feeds, feeds.length === 0 ? new Map() : await target.held(feeds, signal));
    if (dryRun) {
      return { kind: 'would-send', paths: due.map(({ path }) => path) };
    }
    for (const kind of ['root', 'feed'] as const) {
      const batch = due.filter((file) => file.kind === kind);
      if (batch.length > 0) {
        await target.put(batch, (path) => sent.push(path), signal);
      }
    }
    return { kind: 'right', sent };
  } catch (error) {
    if (signal.aborted) {
      return { kind: 'interrupted', sent };
    }
    if (error instanceof TargetError) {
      return { kind: 'failed', sent, message: error.message, next: error.next };
    }
    throw error;
  }
}
