import { overrideNames } from './override-names.ts';
import type { OverrideName, OverrideRules, Overrides } from './override-names.ts';
import { fromEnvironment, fromSwitch } from './override-sources.ts';
import type { GivenText } from './override-sources.ts';
import { withoutSecrets } from './redact.ts';

/** The overrides found, how each reads in diagnostics, and what was refused. */
export interface FoundOverrides {
  readonly values: Overrides;
  /** As `name=value`. */
  readonly active: readonly string[];
  /** The same, with where each comes from. */
  readonly origins: readonly string[];
  readonly warnings: readonly string[];
}

/** No override at all. */
export const NO_OVERRIDES: FoundOverrides = { values: {}, active: [], origins: [], warnings: [] };

/** Where overrides come from, the first one first. */
export interface OverrideSources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: {
    readonly name: string;
    readonly texts: Readonly<Record<string, string>>;
    readonly warnings: readonly string[];
  };
}

/**
 * Switch before environment before file: `--phasegate-bucket=7`, else `PHASEGATE_BUCKET=7`, else `{ "bucket": 7 }`. A
 * value that does not parse is refused with a warning and the next source is not asked: half an override is worse than
 * none. So is a name that is none, since its tester believes that it is in force.
 */
export function readOverrides(sources: OverrideSources, rules: OverrideRules): FoundOverrides {
  const names = overrideNames(rules);
  const found = Object.keys(names).flatMap((name) => givenIn(sources, name) ?? []);
  const given = found.filter((one) => !isOutranked(one, found));
  const warnings = [...sources.file.warnings, ...unknownNames(sources, Object.keys(names))];
  return given.reduce<FoundOverrides>((all, one) => taken(all, one, names[one.name]), {
    ...NO_OVERRIDES,
    warnings,
  });
}

interface Given extends GivenText {
  readonly name: string;
  /** 0 is a switch. */
  readonly rank: number;
}

function givenIn({ argv, env, file }: OverrideSources, name: string): Given | undefined {
  const own = Object.hasOwn(file.texts, name) ? file.texts[name] : undefined;
  const found = [
    fromSwitch(argv, name),
    fromEnvironment(env, name),
    own === undefined ? undefined : { source: file.name, text: own },
  ];
  const rank = found.findIndex((one) => one !== undefined);
  const first = found[rank];
  return first === undefined ? undefined : { ...first, name, rank };
}

/** `phase` and `feed` say the same thing in two ways: the better source counts, and of one source the feed. */
function isOutranked({ name, rank }: Given, all: readonly Given[]): boolean {
  const other = { phase: 'feed', feed: 'phase' }[name];
  const rival = all.find((one) => one.name === other);
  return rival !== undefined && (rival.rank < rank || (rival.rank === rank && name === 'phase'));
}

function taken(all: FoundOverrides, given: Given, name: OverrideName | undefined): FoundOverrides {
  const value = name?.parse(given.text);
  if (name === undefined || value === undefined) {
    return { ...all, warnings: [...all.warnings, refusal(given, name)] };
  }
  const shown = `${given.name}=${name.secret === true ? '(set)' : given.text}`;
  return {
    ...all,
    values: { ...all.values, ...value },
    active: [...all.active, shown],
    origins: [...all.origins, `${shown} (${given.source})`],
  };
}

function refusal({ name, source, text }: Given, known: OverrideName | undefined): string {
  const value =
    known?.secret === true ? '' : `=${JSON.stringify(withoutSecrets(text.slice(0, 80)))}`;
  return `the override ${name} of ${source}${value} cannot be read and is ignored; wanted is ${known?.wanted}`;
}

/** Not of the environment: variables with our prefix may be other programs' own. */
function unknownNames({ argv, file }: OverrideSources, names: readonly string[]): string[] {
  const isUnknown = (name: string): boolean => name !== 'overrides' && !names.includes(name);
  const switches = argv.flatMap((one) => /^--phasegate-([^=]*)/.exec(one)?.[1] ?? []);
  const unknown = [
    ...switches.filter(isUnknown).map((name) => `--phasegate-${name}`),
    ...Object.keys(file.texts)
      .filter((name) => !names.includes(name))
      .map((name) => `${JSON.stringify(name)} in ${file.name}`),
  ];
  return [...new Set(unknown)].map(
    (one) => `there is no override ${one.slice(0, 120)}; there are ${names.join(', ')}`,
  );
}
