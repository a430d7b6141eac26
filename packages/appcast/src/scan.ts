import { SaxesParser } from 'saxes';
import type { SaxesTagNS } from 'saxes';
import type { FeedLimits } from './limits.ts';
import type { FeedProblem, FeedProblemCode } from './problem.ts';

/** A start tag and where it stands; offsets in UTF-16 code units of the text. */
export interface StartTag {
  readonly uri: string;
  readonly local: string;
  readonly start: number;
  /** After its `>`. */
  readonly end: number;
  readonly selfClosing: boolean;
  readonly attributes: SaxesTagNS['attributes'];
  /** The prefixes that this tag itself declares. */
  readonly declares: Readonly<Record<string, string>>;
}

/** Where an end tag stands; a self-closing element ends in an empty one. */
export interface EndTag {
  readonly start: number;
  readonly end: number;
}

/** Hears what stands in a file, in order. CDATA counts as text. */
export interface Visitor {
  readonly open: (tag: StartTag) => void;
  readonly close: (tag: EndTag) => void;
  readonly text: (text: string) => void;
}

/** What a scan may cost, who listens, and what prefixes mean that the text does not declare. */
export interface ScanOptions {
  readonly limits: FeedLimits;
  readonly visitor?: Visitor;
  readonly resolvePrefix?: (prefix: string) => string | undefined;
}

class Refusal extends Error {
  readonly code: FeedProblemCode;
  constructor(code: FeedProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

type Tokenizer = SaxesParser<{ xmlns: true }>;

// Small pieces let an endless name or text be refused before all of it was read.
const PIECE = 64 * 1024;

/**
 * The guard: one strict pass over the text, which stops at the first thing that is not allowed. The limits are held
 * inside the tokenizer's own events, since saxes with namespaces takes time in the square of the depth (25 s for
 * 50,000 open elements) and nothing may reach it that deep.
 */
export function scan(text: string, options: ScanOptions): FeedProblem | undefined {
  const { limits, resolvePrefix } = options;
  const parser: Tokenizer = new SaxesParser({
    xmlns: true,
    ...(resolvePrefix === undefined ? {} : { resolvePrefix }),
  });
  const token = tokenMeter(parser, limits);
  guardProlog(parser, text, token);
  const counts = guardElements(parser, limits, token);
  listen(parser, text, { visitor: options.visitor, token, counts });
  try {
    for (let at = 0; at < text.length; at += PIECE) {
      parser.write(text.slice(at, at + PIECE));
      token.check(Math.min(at + PIECE, text.length));
    }
    parser.close();
    return undefined;
  } catch (error) {
    return problemOf(error, parser);
  }
}

interface TokenMeter {
  readonly done: () => void;
  readonly check: (position: number) => void;
  readonly since: () => number;
}

/** Measures what has passed since the last event: one name, value, text, comment or CDATA section. */
function tokenMeter(parser: Tokenizer, limits: FeedLimits): TokenMeter {
  let last = 0;
  const check = (position: number): void => {
    if (position - last > limits.textLength) {
      throw new Refusal(
        'too-long',
        `one name, value or text is over ${limits.textLength} characters`,
      );
    }
  };
  const done = (): void => {
    const { position } = parser;
    check(position);
    last = position;
  };
  return { done, check, since: () => last };
}

function guardProlog(parser: Tokenizer, text: string, token: TokenMeter): void {
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0') {
      throw new Refusal('bad-xml-version', `it declares XML ${version}, and only 1.0 is read`);
    }
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') {
      throw new Refusal(
        'bad-encoding',
        `it declares the encoding ${encoding}, and only utf-8 is read`,
      );
    }
    token.done();
  });
  parser.on('doctype', () => refuseDoctype());
  parser.on('processinginstruction', ({ target }) => {
    throw new Refusal(
      'processing-instruction',
      `it holds a processing instruction (${target.slice(0, 40)})`,
    );
  });
  parser.on('error', ({ message }) => {
    // saxes knows only the upper-case word; it takes any other spelling for bad syntax.
    const declaration = text.slice(text.lastIndexOf('<!', parser.position)).slice(0, 9);
    if (/^<!doctype$/i.test(declaration) && /doctype|incorrect syntax/.test(message)) {
      refuseDoctype();
    }
    throw new Refusal(
      'malformed',
      `it is not well-formed XML: ${message.replace(/^\d+:\d+: |\.$/g, '')}`,
    );
  });
}

function refuseDoctype(): never {
  throw new Refusal('doctype', 'it has a DOCTYPE, which no feed needs');
}

interface Counts {
  depth: number;
  elements: number;
  attributes: number;
}

function guardElements(parser: Tokenizer, limits: FeedLimits, token: TokenMeter): Counts {
  const counts = { depth: 0, elements: 0, attributes: 0 };
  parser.on('opentagstart', () => {
    counts.attributes = 0;
    counts.elements += 1;
    if (counts.elements > limits.elements) {
      throw new Refusal('too-many-elements', `it has more than ${limits.elements} elements`);
    }
    if (counts.depth >= limits.depth) {
      throw new Refusal('too-deep', `its elements are nested deeper than ${limits.depth}`);
    }
    token.done();
  });
  parser.on('attribute', ({ name }) => {
    counts.attributes += 1;
    if (counts.attributes > limits.attributes) {
      const message = `an element has more than ${limits.attributes} attributes`;
      throw new Refusal('too-many-attributes', message);
    }
    checkName(name);
    token.done();
  });
  parser.on('comment', () => token.done());
  return counts;
}

// Namespaces in XML 1.0, production 4: no part of a name may start with these, and saxes looks at the first part
// only. Names beyond the basic plane and this one prefix are XML, but the parser behind the guard loses them.
const BAD_NAME = /__proto__:|:__proto__|:[-.\d\u{B7}\u{203F}\u{2040}\p{M}]|[\u{10000}-\u{10FFFF}]/u;

function checkName(name: string): void {
  if (BAD_NAME.test(name)) {
    throw new Refusal('malformed', `it is not well-formed XML: ${name.slice(0, 40)} is no name`);
  }
}

interface Audience {
  readonly visitor: Visitor | undefined;
  readonly token: TokenMeter;
  readonly counts: Counts;
}

function listen(parser: Tokenizer, text: string, { visitor, token, counts }: Audience): void {
  const heard = (piece: string): void => {
    token.done();
    visitor?.text(piece);
  };
  parser.on('text', heard);
  parser.on('cdata', heard);
  parser.on('opentag', (tag) => {
    counts.depth += 1;
    checkName(tag.name);
    visitor?.open(startTag(tag, text, parser.position));
    token.done();
  });
  parser.on('closetag', (tag) => {
    const end = parser.position;
    counts.depth -= 1;
    visitor?.close({ start: tag.isSelfClosing ? end : text.lastIndexOf('</', end - 1), end });
    token.done();
  });
}

/** No `<` may stand inside a tag, not even quoted, so the nearest one before its end is its start. */
function startTag(tag: SaxesTagNS, text: string, end: number): StartTag {
  const { uri, local, attributes, ns: declares, isSelfClosing: selfClosing } = tag;
  const start = text.lastIndexOf('<', end - 1);
  return { uri, local, start, end, selfClosing, attributes, declares };
}

/** Names from the feed can be long; the sentence stays one that people read. */
function problemOf(error: unknown, parser: Tokenizer): FeedProblem {
  if (!(error instanceof Refusal)) {
    throw error;
  }
  const { line } = parser;
  const column = parser.column + 1;
  const message = `The feed is refused at line ${line}, column ${column}: ${error.message.slice(0, 200)}.`;
  return { code: error.code, message, line, column };
}
