/** A file that clients fetch, as it is in the repository. */
export interface PublishedFile {
  /** Below the `updates` folder, with `/` between the folders: `linux/stable-rollout-10%/appcast.xml`. */
  readonly path: string;
  /** Roots go out first: no client may see a feed whose root it cannot fetch yet. */
  readonly kind: 'root' | 'feed';
  readonly bytes: Uint8Array;
}

/** A place beside the git branch where the published files lie as well. Its functions throw {@link TargetError}. */
export interface Target {
  readonly name: string;
  /** For people: `s3://bucket/updates`. */
  readonly where: string;
  /** The URL of the files there, where it is known. */
  readonly feedBase: string | undefined;
  /** The files that are not there as they should be, byte for byte and with their headers. */
  readonly differing: (
    files: readonly PublishedFile[],
    signal: AbortSignal,
  ) => Promise<readonly PublishedFile[]>;
  /** The bytes that are there in the place of these files; what is not there is left out. */
  readonly held: (
    files: readonly PublishedFile[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Writes files one after the other; `sent` hears of each that has arrived. Each is seen whole or not at all. */
  readonly put: (
    files: readonly PublishedFile[],
    sent: (path: string) => void,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** A target that cannot be looked at or written to: what happened, and what to do about it. */
export class TargetError extends Error {
  readonly code = 'target-failed';
  readonly next: string;

  constructor(message: string, next: string, cause?: unknown) {
    super(message, { cause });
    this.next = next;
  }
}
