import { CONFIG_WORDS, configShape } from '@phasegate/feed-ops';
import { toJsonSchema } from '@valibot/to-json-schema';

type Node = Readonly<Record<string, unknown>>;

/** The published JSON Schema of `phasegate.json` and `phasegate.config.json`: editors complete and check with it. */
export function configSchema(): string {
  // What only code can check, as an address that clients may use, is left out; `config check` knows it.
  const made = toJsonSchema(configShape, {
    target: 'draft-2020-12',
    errorMode: 'ignore',
    typeMode: 'input',
  }) as Node;
  const properties = Object.entries(made['properties'] as Record<string, Node>).map(
    ([key, node]) => [key, { description: CONFIG_WORDS[key], ...node }],
  );
  const schema = {
    ...made,
    title: 'The config of Phasegate',
    description: 'phasegate.json, or phasegate.config.json beside the sources',
    properties: { $schema: { type: 'string' }, ...(Object.fromEntries(properties) as Node) },
    required: (made['required'] as readonly string[]).filter((key) => key !== 'schema'),
    // An editor underlines a typo; a newer version's keys are read all the same.
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
