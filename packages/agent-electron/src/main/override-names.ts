import {
  feedNameOf,
  parseBucket,
  parseNoticeSample,
  parsePhase,
  parseVersion,
  phaseOfFeed,
  sampleNames,
  isFeedBase,
} from '@phasegate/agent';
import type { Bucket, FeedName, NoticeSample, Phases, Version } from '@phasegate/agent';

/** What QA forces on one start. Absent means not forced. */
export interface Overrides {
  readonly bucket?: Bucket;
  /** Of `feed`, or of `phase`, which names it by its percentage. */
  readonly feed?: FeedName;
  readonly feedBase?: string;
  readonly version?: Version;
  readonly machineId?: string;
  readonly notice?: NoticeSample;
  /** How many times as fast as the machine's clock schedule, snoozes and deadlines go. */
  readonly timeScale?: number;
  readonly languages?: readonly string[];
  /** Work in an app that is not packaged too. */
  readonly development?: true;
}

/** What a value is held against. */
export interface OverrideRules {
  readonly allowLoopbackHttp: boolean;
  readonly phases: Phases;
}

/** One override: how its text is read, and what is wanted, for whoever mistyped it. */
export interface OverrideName {
  readonly parse: (text: string) => Overrides | undefined;
  readonly wanted: string;
  /** Not shown anywhere. */
  readonly secret?: true;
}

/** Every override by name: as a switch `--phasegate-NAME`, as a variable `PHASEGATE_NAME`, in the file as it is. */
export function overrideNames({
  allowLoopbackHttp,
  phases,
}: OverrideRules): Readonly<Record<string, OverrideName>> {
  return {
    ...NAMES,
    phase: {
      parse: (text) => {
        const phase = parsePhase(text);
        return phase !== undefined && phases.includes(phase)
          ? { feed: feedNameOf(phase) }
          : undefined;
      },
      wanted: `one of the phases ${phases.join(', ')}`,
    },
    'feed-base': {
      parse: (text) => (isFeedBase(text, allowLoopbackHttp) ? { feedBase: text } : undefined),
      wanted: `an https URL without credentials, query and fragment${allowLoopbackHttp ? ', or http on this machine' : ''}`,
    },
  };
}

/** A day in a tenth of a second is fast enough for anybody; beyond it dates run out within a year. */
const FASTEST = 100_000;

const NAMES: Readonly<Record<string, OverrideName>> = {
  bucket: { parse: (text) => given('bucket', parseBucket(text)), wanted: 'a number 0..99' },
  feed: {
    parse: (text) =>
      given('feed', phaseOfFeed(text) === undefined ? undefined : (text as FeedName)),
    wanted: 'stable, or a name like stable-rollout-10%',
  },
  version: {
    parse: (text) => given('version', parseVersion(text)),
    wanted: 'a full version like 1.0.0',
  },
  'machine-id': {
    parse: (text) => given('machineId', text.trim() === '' || text.length > 256 ? undefined : text),
    wanted: 'an id of 1 to 256 characters',
    secret: true,
  },
  notice: { parse: (text) => given('notice', parseNoticeSample(text)), wanted: sampleNames() },
  'time-scale': {
    parse: (text) => given('timeScale', parseTimeScale(text)),
    wanted: `a number above 0 and up to ${FASTEST}, like 8640 for a day in ten seconds`,
  },
  language: {
    parse: (text) => given('languages', parseLanguages(text)),
    wanted: 'a language like he or pt-BR, or several with commas between them, the best first',
  },
  development: {
    parse: (text) =>
      given('development', ['on', '1', 'true'].includes(text) ? (true as const) : undefined),
    wanted: 'on',
  },
};

function given<K extends keyof Overrides>(
  name: K,
  value: Overrides[K] | undefined,
): Overrides | undefined {
  return value === undefined ? undefined : { [name]: value };
}

function parseTimeScale(text: string): number | undefined {
  const factor = /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  return factor > 0 && factor <= FASTEST ? factor : undefined;
}

function parseLanguages(text: string): readonly string[] | undefined {
  try {
    const tags = Intl.getCanonicalLocales(text.split(',').map((tag) => tag.trim()));
    return tags.length <= 16 ? tags : undefined;
  } catch {
    return undefined;
  }
}
