import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AnySchemaObject } from 'ajv/dist/2020.js';
import { textOf } from './markdown.ts';

export const published = JSON.parse(textOf('docs/json/outcomes.schema.json')) as AnySchemaObject & {
  readonly $defs: Readonly<Record<string, AnySchemaObject>>;
};
export const outcomes = Object.entries(published.$defs).flatMap(([name, { properties }]) =>
  (properties as { schema?: { const: string } } | undefined)?.schema === undefined ? [] : [name],
);

/** As published, but what no schema describes is an error: readers cannot use what they cannot know. */
function strictly(schema: typeof published): AnySchemaObject {
  const defs = Object.entries(schema.$defs).map(([name, one]) => [
    name,
    outcomes.includes(name) ? { ...one, unevaluatedProperties: false } : one,
  ]);
  return { ...schema, $defs: Object.fromEntries(defs) as object };
}

const ajv = new Ajv2020({ allErrors: true, strictRequired: false, strictTypes: false });
ajv.addSchema(strictly(published), 'outcomes');

/** What is wrong with a document by the schema that it names. */
export function faultsOf(document: Record<string, unknown>): readonly string[] {
  const check = ajv.getSchema(`outcomes#/$defs/${String(document['outcome'])}`);
  void check?.(document);
  return check === undefined
    ? [`no schema for ${String(document['outcome'])}`]
    : (check.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
      );
}
