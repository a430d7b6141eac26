/** What a feed may cost before it is refused (feed-format, "Guard before parsing"). */
export interface FeedLimits {
  /** Decoded, so that a compressed answer cannot hide its size. */
  readonly bytes: number;
  /** Elements inside each other; the root counts as 1. */
  readonly depth: number;
  readonly elements: number;
  /** On one element, namespace declarations included. */
  readonly attributes: number;
  /** Characters of one name, value, text, comment or CDATA section. */
  readonly textLength: number;
}

/** What an app reads: feeds of ours are a few kilobytes. */
export const CLIENT_LIMITS: FeedLimits = {
  bytes: 1024 * 1024,
  depth: 16,
  elements: 20_000,
  attributes: 32,
  textLength: 256 * 1024,
};

/** What an operator's tool reads: foreign feeds with years of items in them. */
export const OPERATOR_LIMITS: FeedLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 16,
  elements: Infinity,
  attributes: 32,
  textLength: Infinity,
};
