import { parseBucket, parseVersion, phaseOfFeed } from '@phasegate/agent';
import type { Bucket, FeedName, Version } from '@phasegate/agent';
import { isFeedBase } from './address.ts';

/** What QA forces on one start. Absent means not forced. */
export interface Overrides {
  readonly bucket?: Bucket;
  readonly feed?: FeedName;
  readonly feedBase?: string;
  readonly version?: Version;
  readonly machineId?: string;
  /** Work in an app that is not packaged too. */
  readonly development?: true;
}

/** The overrides found, how each reads in diagnostics, and what was refused. */
export interface FoundOverrides {
  readonly values: Overrides;
  /** As `name=value`. */
  readonly active: readonly string[];
  readonly warnings: readonly string[];
}

/** No override at all. */
export const NO_OVERRIDES: FoundOverrides = { values: {}, active: [], warnings: [] };

type Parser = (text: string) => Overrides | undefined;

/**
 * Switch before environment: `--phasegate-bucket=7`, else `PHASEGATE_BUCKET=7`. A value that does not parse is
 * refused with a warning and the next source is not asked: half an override is worse than none.
 */
export function readOverrides(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  allowLoopbackHttp: boolean,
): FoundOverrides {
  const parsers: Readonly<Record<string, Parser>> = {
    ...PARSERS,
    'feed-base': (text) => (isFeedBase(text, allowLoopbackHttp) ? { feedBase: text } : undefined),
  };
  return Object.entries(parsers).reduce((found, [name, parse]) => {
    const given = fromSwitch(argv, name) ?? fromEnvironment(env, name);
    if (given === undefined) {
      return found;
    }
    const value = parse(given.text);
    return value === undefined
      ? { ...found, warnings: [...found.warnings, refusal(given)] }
      : {
          ...found,
          values: { ...found.values, ...value },
          active: [...found.active, `${name}=${name === 'machine-id' ? '(set)' : given.text}`],
        };
  }, NO_OVERRIDES);
}

const PARSERS: Readonly<Record<string, Parser>> = {
  bucket: (text) => {
    const bucket = parseBucket(text);
    return bucket === undefined ? undefined : { bucket };
  },
  feed: (text) => (phaseOfFeed(text) === undefined ? undefined : { feed: text as FeedName }),
  version: (text) => {
    const version = parseVersion(text);
    return version === undefined ? undefined : { version };
  },
  'machine-id': (text) =>
    text.trim() === '' || text.length > 256 ? undefined : { machineId: text },
  development: (text) => (text === 'on' || text === '1' ? { development: true } : undefined),
};

interface Given {
  readonly source: string;
  readonly text: string;
}

function fromSwitch(argv: readonly string[], name: string): Given | undefined {
  const source = `--phasegate-${name}`;
  const last = argv.filter((one) => one === source || one.startsWith(`${source}=`)).at(-1);
  return last === undefined ? undefined : { source, text: last.slice(source.length + 1) };
}

function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): Given | undefined {
  const source = `PHASEGATE_${name.toUpperCase().replaceAll('-', '_')}`;
  const text = env[source];
  return text === undefined || text === '' ? undefined : { source, text };
}

function refusal({ source, text }: Given): string {
  return `the override ${source}=${JSON.stringify(text.slice(0, 80))} cannot be read and is ignored`;
}
