import {
  FULL_PHASE,
  parseInstant,
  parsePhase,
  parsePhases,
  parseVersion,
} from '@phasegate/rollout';
import type { Advisory, Phase, Phases, Platform, Version } from '@phasegate/rollout';
import * as v from 'valibot';

import { readJson } from './config.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { rfc3339 } from '../times.ts';

/** Where a release stands. `paused` may go on; `withdrawn` never does. */
export type ReleaseState = 'draft' | 'rolling' | 'paused' | 'complete' | 'withdrawn';

/** One release of one platform, as the operators keep it. */
export interface LedgerRelease {
  readonly version: Version;
  readonly state: ReleaseState;
  /** The share it is, or was, open to; `undefined` for a draft. */
  readonly phase: Phase | undefined;
  /** RFC 3339: since when it has been in this state and phase. */
  readonly since: string;
  /** `<item>...</item>`, byte for byte as it stands in the feeds. */
  readonly item: string;
  /** The release notes as text, whatever markup the item has; absent where there are none. */
  readonly notes?: string | undefined;
  /** The hotfix that took its place; it does not come back while that one stands. */
  readonly overtakenBy?: Version | undefined;
  /** When it goes on by itself, the next step first. Only what is rolling has one. */
  readonly schedule?: readonly ScheduledStep[] | undefined;
  /** Set by an emergency stop on a paused release; what takes it away is `emergency lift` alone. */
  readonly stop?: Stop | undefined;
}

/** One step that `rollout advance` takes when its time has come. */
export interface ScheduledStep {
  readonly phase: Phase;
  /** RFC 3339. */
  readonly at: string;
  /** Who planned it, `Name <mail>`. */
  readonly by: string;
}

/** Who stopped a release in an emergency, when and why. */
export interface Stop {
  /** RFC 3339. */
  readonly at: string;
  /** `Name <mail>`. */
  readonly by: string;
  readonly reason: string | null;
}

/** `rollout.json`: the operators' ledger of one platform; the feeds follow from it. */
export interface Ledger {
  readonly app: string;
  readonly platform: Platform;
  /** Of the last change to this platform's feeds; 0 on feeds that Phasegate did not make. */
  readonly sequence: number;
  readonly phases: Phases;
  readonly releases: readonly LedgerRelease[];
  readonly advisories: readonly Advisory[];
}

const SCHEMA = 'phasegate/rollout@1';
const Time = v.pipe(
  v.string(),
  v.check((text) => parseInstant(text) !== undefined),
);
const Optional = v.optional(v.string());

const AdvisoryShape = v.looseObject({
  id: v.string(),
  revision: v.pipe(v.number(), v.integer(), v.minValue(1)),
  kind: v.picklist(['withdrawn', 'blocked', 'notice', 'resolved']),
  severity: v.picklist(['critical', 'high', 'medium', 'low']),
  versions: Optional,
  data: v.optional(v.picklist(['safe', 'back-up-first', 'at-risk'])),
  issued: v.optional(Time),
  expires: v.optional(Time),
  deadline: v.optional(Time),
  supersedes: Optional,
  resolves: Optional,
  platforms: v.optional(v.array(v.string())),
  archs: v.optional(v.array(v.string())),
  texts: v.array(
    v.looseObject({
      language: v.string(),
      issue: Optional,
      impact: Optional,
      instruction: Optional,
      timeline: Optional,
    }),
  ),
  action: v.optional(
    v.looseObject({
      kind: v.picklist(['update', 'go-back', 'manual', 'none']),
      version: Optional,
    }),
  ),
  links: v.array(
    v.looseObject({ rel: v.picklist(['download', 'details', 'support']), href: v.string() }),
  ),
});

const VersionText = v.pipe(v.string(), v.regex(/^[\w.+-]{1,256}$/));
const Share = v.pipe(
  v.number(),
  v.check((share) => parsePhase(String(share)) !== undefined),
);

const ReleaseShape = v.looseObject({
  version: VersionText,
  state: v.picklist(['draft', 'rolling', 'paused', 'complete', 'withdrawn']),
  phase: v.optional(Share),
  since: Time,
  item: v.pipe(v.string(), v.startsWith('<'), v.endsWith('>')),
  notes: v.optional(v.string()),
  overtakenBy: v.optional(VersionText),
  schedule: v.optional(v.array(v.looseObject({ phase: Share, at: Time, by: v.string() }))),
  stop: v.optional(v.looseObject({ at: Time, by: v.string(), reason: v.nullable(v.string()) })),
});

const Shape = v.looseObject({
  schema: v.literal(SCHEMA),
  app: v.string(),
  platform: v.picklist(['macos', 'windows', 'linux']),
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 48)),
  phases: v.array(v.number()),
  releases: v.array(ReleaseShape),
  advisories: v.optional(v.array(AdvisoryShape), []),
});

/** Reads a ledger; fields that are not ours stay on the objects, so that writing it back keeps them. */
export function parseLedger(text: string, path: string): Result<Ledger> {
  const read = v.safeParse(Shape, readJson(text));
  if (!read.success) {
    const [issue] = read.issues;
    const at = v.getDotPath(issue) ?? 'the file';
    return bad(path, `${at}: ${issue.message}`);
  }
  const phases = parsePhases(read.output.phases);
  if (phases === undefined) {
    return bad(path, 'phases must rise and end in 100');
  }
  const versions = read.output.releases.map((release) => release.version);
  const twice = versions.find((version, at) => versions.indexOf(version) !== at);
  if (twice !== undefined) {
    return bad(path, `${twice} is there twice`);
  }
  const nowhere = read.output.releases.find((one) => hasNoPlace(one));
  if (nowhere !== undefined) {
    return bad(path, `${nowhere.version} is ${nowhere.state} at no phase that goes with it`);
  }
  const advisories = read.output.advisories.map(advisoryFromJson);
  return accept({ ...read.output, phases, advisories } as unknown as Ledger);
}

/** What rolls does so at a phase below 100: one that named none would count as open to everybody, and be in no feed. */
function hasNoPlace({ state, phase }: v.InferOutput<typeof ReleaseShape>): boolean {
  switch (state) {
    case 'rolling':
      return phase === undefined || phase === FULL_PHASE;
    case 'paused':
      return phase === undefined;
    case 'complete':
      return phase !== FULL_PHASE;
    default:
      return false;
  }
}

/** Whether every version in the ledger is full semver, as it must be where Phasegate keeps the feeds. */
export function hasOnlySemver(ledger: Ledger): boolean {
  return ledger.releases.every((release) => parseVersion(release.version) !== undefined);
}

/** The text of a ledger. */
export function ledgerText(ledger: Ledger): string {
  const { app, platform, sequence, phases, releases, advisories, ...rest } = ledger;
  const head = { ...rest, schema: SCHEMA, app, platform, sequence, phases, releases };
  const { schema, ...others } = head;
  const all = { schema, ...others, advisories: advisories.map(advisoryToJson) };
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** A ledger with one release put in the place of the one of the same version, or added at the end. */
export function withRelease(ledger: Ledger, release: LedgerRelease): Ledger {
  const known = ledger.releases.some((one) => one.version === release.version);
  const releases = known
    ? ledger.releases.map((one) => (one.version === release.version ? release : one))
    : [...ledger.releases, release];
  return { ...ledger, releases };
}

/** The release of this version. */
export function releaseOf(ledger: Ledger, version: string): LedgerRelease | undefined {
  return ledger.releases.find((release) => release.version === version);
}

function bad(path: string, what: string): Result<Ledger> {
  return refuse(
    'bad-ledger',
    `${path} cannot be read: ${what}`,
    `look at what changed with: git log -p -- ${path}`,
  );
}

type AdvisoryJson = v.InferOutput<typeof AdvisoryShape>;

function advisoryFromJson(json: AdvisoryJson): Advisory {
  const at = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseInstant(text);
  const times = { issued: at(json.issued), expires: at(json.expires), deadline: at(json.deadline) };
  return { ...json, ...times } as unknown as Advisory;
}

function advisoryToJson(advisory: Advisory): Readonly<Record<string, unknown>> {
  const at = (instant: number | undefined): string | undefined =>
    instant === undefined ? undefined : rfc3339(instant);
  const { issued, expires, deadline } = advisory;
  return { ...advisory, issued: at(issued), expires: at(expires), deadline: at(deadline) };
}
