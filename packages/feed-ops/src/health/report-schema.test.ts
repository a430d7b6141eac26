import { readFileSync } from 'node:fs';

import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';

import { healthReportSchema, parseHealth } from './report.ts';

const repository = new URL('../../../..', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, repository), 'utf8');

it('the published schema of health reports is the one that is asked', () => {
  // Checks that JSON Schema has no word for stay in the reader: times, versions and phases.
  const schema = toJsonSchema(healthReportSchema, {
    target: 'draft-2020-12',
    ignoreActions: ['check'],
  });
  expect(JSON.parse(read('docs/health.schema.json'))).toEqual({
    ...schema,
    title: 'phasegate/health@1',
    description: 'What a health source answers; see operations/rollout.md',
  });
});

it('the report on the page is one that is taken', () => {
  const [, json = ''] =
    /```json\n(\{\s*"schema": "phasegate\/health@1"[\s\S]*?)```/.exec(
      read('docs/operations/rollout.md'),
    ) ?? [];
  expect(parseHealth(json, 'com.example.notes', 'x')).toMatchObject({ kind: 'read' });
});
