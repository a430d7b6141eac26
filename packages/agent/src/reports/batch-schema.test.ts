import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { eventBatchSchema } from './batch-schema.ts';
import type { EventBatch } from './batch.ts';
import { bodies, eventOf, head } from './reports.fixture.ts';
import { SDK_VERSION } from './sdk-version.ts';

const repository = new URL('../../../..', import.meta.url);
const json = (file: string): unknown => JSON.parse(readFileSync(new URL(file, repository), 'utf8'));

const batch: EventBatch = {
  schema: 'phasegate/events@1',
  batch: 'b'.repeat(32),
  ...head,
  events: bodies.map((body, number) => ({
    ...eventOf(number, body),
    previousVersion: '1.0.0-beta.1+5',
    phase: 10,
    overridden: true as const,
  })),
};
/** Every word of the wire format: names of fields, and values from closed lists. */
const wordsOf = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) {
    return [];
  }
  const { properties, const: only, enum: some, ...rest } = schema as Record<string, unknown>;
  const values = [only, ...(Array.isArray(some) ? (some as unknown[]) : [])];
  return [
    ...Object.keys(properties ?? {}),
    ...values.flatMap((value) => (typeof value === 'string' ? [value] : [])),
    ...[...Object.values(properties ?? {}), ...Object.values(rest)].flatMap(wordsOf),
  ];
};
const isTaken = (candidate: unknown): boolean => v.is(eventBatchSchema, candidate);

describe('the schema of events', () => {
  it('is the published one', () => {
    const published = json('docs/reports.schema.json');
    expect(published).toEqual({
      ...toJsonSchema(eventBatchSchema, { target: 'draft-2020-12' }),
      title: 'phasegate/events@1',
      description: 'The body of POST /v1/events; see privacy.md',
    });
  });

  it('has no word that docs/privacy.md does not explain', () => {
    const page = readFileSync(new URL('docs/privacy.md', repository), 'utf8');
    const words = new Set(wordsOf(json('docs/reports.schema.json')));
    expect(words.size).toBeGreaterThan(50);
    expect([...words].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });

  it('takes one of each kind', () => {
    expect(v.parse(eventBatchSchema, batch)).toEqual(batch);
  });

  it.each([
    ['a machine id at its head', { ...batch, machineId: 'x' }],
    ['no events', { ...batch, events: [] }],
    ['another version of the format', { ...batch, schema: 'phasegate/events@2' }],
    ['an app that is a path', { ...batch, app: '/home/ada/notes' }],
    ['an arch that is a host name', { ...batch, arch: 'adas-laptop' }],
    ['a pseudonym that is longer', { ...batch, client: 'c'.repeat(33) }],
  ])('refuses %s', (_name, candidate) => {
    expect(isTaken(candidate)).toBe(false);
  });

  it.each([
    ['a bucket', { bucket: 7 }],
    ['a time to the minute', { at: '2026-11-23T12:34:00Z' }],
    ['a phase that is no percentage', { phase: 0 }],
    [
      'a code that is a sentence',
      { kind: 'install-failed', stage: 'install', code: 'No file /home/ada', direction: 'back' },
    ],
    [
      'a text beyond 500 characters',
      { kind: 'user-report', category: 'other', text: 'x'.repeat(501) },
    ],
    ['a text where nobody was asked', { kind: 'error', crash: false, text: 'x' }],
    ['a signature that can be read', { kind: 'error', crash: false, signature: 'TypeError' }],
    ['a kind that it does not know', { kind: 'clicked' }],
    ['half a millisecond', { kind: 'performance', checkMs: 0.5 }],
    ['an event that was not overridden and says so', { overridden: false }],
  ])('refuses an event with %s', (_name, odd) => {
    expect(isTaken({ ...batch, events: [eventOf(1)] })).toBe(true);
    expect(isTaken({ ...batch, events: [{ ...eventOf(1), ...odd }] })).toBe(false);
  });
});

describe('the version in reports', () => {
  it("is the package's own", () => {
    expect(json('packages/agent/package.json')).toMatchObject({ version: SDK_VERSION });
  });
});
