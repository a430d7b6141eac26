/** Why a feed is refused as a whole. */
export type FeedProblemCode =
  | 'too-large'
  | 'not-utf8'
  | 'bad-encoding'
  | 'bad-xml-version'
  | 'doctype'
  | 'processing-instruction'
  | 'too-deep'
  | 'too-many-elements'
  | 'too-many-attributes'
  | 'too-long'
  | 'malformed'
  | 'not-an-appcast';

/** A feed that cannot be read. Line and column are 1-based and say where the tokenizer stopped. */
export interface FeedProblem {
  readonly code: FeedProblemCode;
  /** One sentence for people. */
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}
