import { parseInstant, parsePhase, parseVersion } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';
import * as v from 'valibot';

import { oneLine } from '../one-line.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Said = v.pipe(v.string(), v.maxLength(2000));
const VERDICTS = ['proceed', 'inconclusive', 'pause', 'roll-back'] as const;
const PLATFORMS = ['macos', 'windows', 'linux'] as const;

/** What was seen of one release on one platform; fields that are not known yet are passed over. */
const ReleaseHealthShape = v.looseObject({
  platform: v.picklist(PLATFORMS),
  version: v.pipe(
    v.string(),
    v.check((text) => parseVersion(text) !== undefined, 'is a full semver version'),
  ),
  phase: v.pipe(
    v.number(),
    v.check((share) => parsePhase(String(share)) !== undefined, 'is a percentage'),
  ),
  verdict: v.picklist(VERDICTS),
  why: Said,
  clients: v.optional(Count),
  stillOn: v.optional(Count),
  evidence: v.optional(Said),
});

/** `phasegate/health@1`: what a monitor serves, or a person writes. */
export const healthReportSchema: v.GenericSchema<unknown, HealthReport> = v.looseObject({
  schema: v.literal('phasegate/health@1'),
  app: v.string(),
  at: v.pipe(
    v.string(),
    v.check((text) => parseInstant(text) !== undefined, 'is a time in RFC 3339, UTC, with Z'),
  ),
  releases: v.pipe(v.array(ReleaseHealthShape), v.maxLength(10_000)),
});

/** What a release does well or badly enough for. Only `proceed` opens it to more machines. */
export type Verdict = (typeof VERDICTS)[number];

/** What was seen of one release on one platform. */
export interface ReleaseHealth {
  readonly platform: Platform;
  readonly version: string;
  /** The phase that was looked at: a verdict on 10 % says nothing about 50 %. */
  readonly phase: number;
  readonly verdict: Verdict;
  readonly why: string;
  /** How many clients were seen on it. */
  readonly clients?: number | undefined;
  /** How many were still on it at last, as of the report. */
  readonly stillOn?: number | undefined;
  readonly evidence?: string | undefined;
}

/** A report as it was read. */
export interface HealthReport {
  readonly app: string;
  /** RFC 3339. */
  readonly at: string;
  readonly releases: readonly ReleaseHealth[];
}

/** What came of reading the source that the config names. */
export type HealthReading =
  | { readonly kind: 'off' }
  | { readonly kind: 'unreadable'; readonly source: string; readonly why: string }
  | { readonly kind: 'read'; readonly source: string; readonly report: HealthReport };

/** Reads a report for one app; everything that is odd makes it unreadable. */
export function parseHealth(text: string, app: string, source: string): HealthReading {
  const unreadable = (why: string): HealthReading => ({ kind: 'unreadable', source, why });
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    return unreadable('it is not JSON');
  }
  const read = v.safeParse(healthReportSchema, json);
  if (!read.success) {
    const [issue] = read.issues;
    return unreadable(`${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
  }
  const report = read.output;
  if (report.app !== app) {
    return unreadable(`it is about ${oneLine(report.app, 128)}, not ${app}`);
  }
  const seen = new Set<string>();
  const twice = report.releases.find(
    ({ platform, version }) => seen.size === seen.add(`${platform} ${version}`).size,
  );
  return twice === undefined
    ? { kind: 'read', source, report }
    : unreadable(`it has two verdicts on ${twice.version} on ${twice.platform}`);
}

/** What a report says of one release. */
export function healthOf(
  { releases }: HealthReport,
  release: Pick<ReleaseHealth, 'platform' | 'version'>,
): ReleaseHealth | undefined {
  return releases.find(same(release));
}

function same(release: Pick<ReleaseHealth, 'platform' | 'version'>) {
  return (one: Pick<ReleaseHealth, 'platform' | 'version'>): boolean =>
    one.platform === release.platform && one.version === release.version;
}
