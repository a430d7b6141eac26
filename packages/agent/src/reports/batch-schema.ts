import * as v from 'valibot';
import { EVENTS_SCHEMA, MAX_BATCH_EVENTS, MAX_TEXT } from './batch.ts';
import type { EventBatch, ReportEvent, ReportHead } from './batch.ts';

// Only what JSON Schema can say as well: docs/reports.schema.json is this, and a test keeps the two equal.
const matching = (pattern: RegExp, most: number): v.GenericSchema<string> =>
  v.pipe(v.string(), v.maxLength(most), v.regex(pattern));
const whole = (least: number, most: number): v.GenericSchema<number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const id = matching(/^[0-9a-f]{32}$/, 32);
const version = matching(
  /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/,
  256,
);
const milliseconds = v.exactOptional(whole(0, 86_400_000));

const base = {
  id,
  at: matching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$/, 20),
  previousVersion: v.exactOptional(version),
  phase: v.exactOptional(whole(1, 100)),
  overridden: v.exactOptional(v.literal(true)),
};

/** One event; anything unknown in it is refused. */
export const reportEventSchema: v.GenericSchema<unknown, ReportEvent> = v.variant('kind', [
  v.strictObject({ ...base, kind: v.literal('offered') }),
  v.strictObject({ ...base, kind: v.literal('downloaded') }),
  v.strictObject({ ...base, kind: v.literal('install-started') }),
  v.strictObject({ ...base, kind: v.literal('first-start-ok') }),
  v.strictObject({
    ...base,
    kind: v.literal('install-failed'),
    stage: v.picklist(['download', 'install', 'restart']),
    code: matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 40),
    direction: v.picklist(['forward', 'back']),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('error'),
    crash: v.boolean(),
    signature: v.exactOptional(matching(/^[0-9a-f]{16}$/, 16)),
  }),
  v.strictObject({ ...base, kind: v.literal('crash-loop'), starts: whole(1, 1000) }),
  v.strictObject({ ...base, kind: v.literal('went-back'), to: version }),
  v.strictObject({
    ...base,
    kind: v.literal('user-report'),
    category: v.picklist([
      'data-loss',
      'security',
      'cannot-start',
      'crash',
      'slow',
      'not-working',
      'works-well',
      'other',
    ]),
    text: v.exactOptional(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('performance'),
    startUpMs: milliseconds,
    checkMs: milliseconds,
  }),
  v.strictObject({ ...base, kind: v.literal('active') }),
]);

const head = {
  app: matching(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/, 200),
  sdk: version,
  client: id,
  version,
  platform: v.picklist(['macos', 'windows', 'linux']),
  arch: v.picklist(['x64', 'arm64', 'ia32', 'universal']),
};

/** Who reports. */
export const reportHeadSchema: v.GenericSchema<unknown, ReportHead> = v.strictObject(head);

/** The body of `POST /v1/events`; anything unknown in it is refused. */
export const eventBatchSchema: v.GenericSchema<unknown, EventBatch> = v.strictObject({
  schema: v.literal(EVENTS_SCHEMA),
  batch: id,
  ...head,
  events: v.pipe(v.array(reportEventSchema), v.minLength(1), v.maxLength(MAX_BATCH_EVENTS)),
});
