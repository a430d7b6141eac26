import { isScalar, parseDocument, visit } from 'yaml';

/** How a text is read: with `failsafe` every scalar stays the text that it is. */
interface YamlWays {
  readonly schema?: 'core' | 'failsafe';
  readonly maxAliasCount: number;
}

/**
 * A YAML text as a value; throws where it is none. The library compares each key of a map with each other one, which
 * takes half a minute for 20,000; keys that are there twice are found here instead, and are an error all the same.
 */
export function readYaml(text: string, { schema = 'core', maxAliasCount }: YamlWays): unknown {
  const document = parseDocument(text, { schema, uniqueKeys: false, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) {
    throw error;
  }
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>();
      const keys = items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
      const twice = keys.find((key) => seen.size === seen.add(key).size);
      if (twice !== undefined) {
        throw new Error(`the key ${twice} is there twice`);
      }
    },
  });
  return document.toJS({ maxAliasCount });
}
