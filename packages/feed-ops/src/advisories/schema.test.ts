import { readFileSync } from 'node:fs';

import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';

import { saidSchema } from './said.ts';

it('the published schema of advisory files is the one that the door reads by', () => {
  const file = new URL('../../../../docs/advisory.schema.json', import.meta.url);
  const published = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const { title, description, ...shape } = published;
  expect([title, description].every((text) => typeof text === 'string')).toBe(true);
  const made = toJsonSchema(saidSchema, { errorMode: 'ignore' });
  const properties = {
    $schema: { type: 'string' },
    ...(made as { readonly properties: object }).properties,
  };
  expect(shape).toEqual({ ...made, properties });
});
