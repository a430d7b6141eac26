/** What one run took: milliseconds, and what else can be counted of it. */
export interface Measured {
  readonly ms: number;
  /** HTTP requests sent. */
  readonly requests?: number;
  /** Bytes of response bodies as they went over the wire. */
  readonly bytes?: number;
  /** Lines that the commit adds and removes. */
  readonly lines?: number;
  /** What else was measured, each under a name that says its unit: `heap at the start, MB`. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** The names of the values of {@link Measured} that are one number. */
export type Quantity = Exclude<keyof Measured, 'parts'>;

/** One side of a comparison. */
export type Peer =
  | {
      readonly name: string;
      /** One run: sets up untimed, measures, checks that the outcome is right; throws when it is not. */
      readonly run: (round: number) => Promise<Measured>;
    }
  | { readonly name: string; /** Why it cannot run here, one sentence. */ readonly absent: string };

/** A row of the table, ready to run. */
export interface OpenRow {
  /** Ours first, or the plain one: the others' ratios and differences are to it. */
  readonly peers: readonly Peer[];
  /** The peer that does nothing of what is compared: what the others add to it is said part by part. */
  readonly plain?: string;
  readonly close: () => Promise<void>;
}

/** A comparison that can be asked for by name. */
export interface Row {
  readonly name: string;
  /** One line: what is compared. */
  readonly what: string;
  /** Measured runs of each peer, unless the command line says otherwise. */
  readonly runs: number;
  /** Runs of each peer before the measured ones. */
  readonly warmups: number;
  /** What the median of the first peer's runs may take at most, in milliseconds, on a machine that does nothing else. */
  readonly limitMs?: number;
  readonly open: () => Promise<OpenRow>;
}
