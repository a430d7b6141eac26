import { Parser } from 'xml2js';

/** An element as the reader sees it: by namespace URI, never by prefix. */
export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  /** By {@link attributeKey}. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, CDATA too, without comments. */
  readonly text: string;
}

// No XML name can hold these signs, so that no element of a feed can collide with them.
const KEYS = { attrkey: '@', charkey: '#', childkey: '*' } as const;
const OPTIONS = {
  ...KEYS,
  async: false,
  charsAsChildren: false,
  explicitArray: true,
  explicitCharkey: true,
  explicitChildren: true,
  explicitRoot: false,
  ignoreAttrs: false,
  includeWhiteChars: false,
  mergeAttrs: false,
  normalize: false,
  normalizeTags: false,
  preserveChildrenOrder: true,
  strict: true,
  trim: false,
  xmlns: true,
};

/** Parses text that the guard has let through; `undefined` where xml2js still refuses it. */
export function parseTree(text: string): XmlElement | undefined {
  let root: unknown;
  // XML 1.0, 2.11: line ends are LF for whoever reads; xml2js leaves them as they are.
  const normalised = text.replaceAll(/\r\n?/g, '\n');
  new Parser(OPTIONS).parseString(normalised, (error: Error | null, result: unknown) => {
    root = error === null ? result : undefined;
  });
  return root === undefined || root === null ? undefined : element(root);
}

/** An attribute's key: its local name, with `{uri}` before it where it has a namespace. */
function attributeKey(local: string, uri: string): string {
  return uri === '' ? local : `{${uri}}${local}`;
}

/** The value of an attribute. */
export function attribute({ attributes }: XmlElement, local: string, uri = ''): string | undefined {
  return attributes.get(attributeKey(local, uri));
}

/** The children of one name, in order. */
export function childrenOf(parent: XmlElement, local: string, uri = ''): readonly XmlElement[] {
  return parent.children.filter((child) => child.local === local && child.uri === uri);
}

/** The first child's text, trimmed; an empty one counts as absent. */
export function childText(parent: XmlElement, local: string, uri = ''): string | undefined {
  const text = childrenOf(parent, local, uri)[0]?.text.trim();
  return text === '' ? undefined : text;
}

/** Copies xml2js's plain objects, whose keys a feed can choose, into maps; the guard bounds the depth. */
function element(node: unknown): XmlElement {
  const name = own(node, '@ns');
  const children = own(node, KEYS.childkey);
  return {
    uri: string(own(name, 'uri')),
    local: string(own(name, 'local')),
    attributes: attributeMap(own(node, KEYS.attrkey)),
    children: Array.isArray(children) ? children.map(element) : [],
    text: string(own(node, KEYS.charkey)),
  };
}

function attributeMap(node: unknown): ReadonlyMap<string, string> {
  const values = typeof node === 'object' && node !== null ? Object.values(node) : [];
  return new Map(
    values.map((value) => [
      attributeKey(string(own(value, 'local')), string(own(value, 'uri'))),
      string(own(value, 'value')),
    ]),
  );
}

function own(node: unknown, key: string): unknown {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, key)
    ? (node as Record<string, unknown>)[key]
    : undefined;
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
