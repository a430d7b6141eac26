import type { AgentSnapshot } from '@phasegate/agent-electron/renderer';

/** One line of the updates page. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note: string | undefined;
}

/** What became of one release. */
export interface ItemRow {
  readonly version: string;
  readonly code: string;
  readonly why: string;
}

/** The state in a few words. */
export function phaseText(snapshot: AgentSnapshot | undefined): string {
  if (snapshot === undefined) {
    return 'Updates are not running';
  }
  const target = snapshot.target ?? '';
  const words: Readonly<Record<AgentSnapshot['phase'], string>> = {
    idle:
      snapshot.diagnostics.lastCheck === undefined
        ? 'Waiting for the first check'
        : 'Nothing to install',
    checking: 'Checking',
    available: `${target} is available`,
    downloading: `Fetching ${target}`,
    suspended: `${target} waits to be fetched on`,
    ready: `${target} is ready`,
    confirming: `Looking once more before ${target} is installed`,
    installing: `Installing ${target}`,
    failed: 'Something did not work',
  };
  return words[snapshot.phase];
}

/** The facts that a decision depends on. */
export function factsOf(snapshot: AgentSnapshot | undefined): readonly Fact[] {
  if (snapshot === undefined) {
    return [];
  }
  const { diagnostics, version } = snapshot;
  const { machine, bucket, platform, arch, feed, feedUrl } = diagnostics;
  const sources = {
    'machine-id': 'from the machine id',
    generated: 'from a random id kept by the app',
    forced: 'forced',
  } as const;
  const fact = (name: string, value: string, note?: string): Fact => ({ name, value, note });
  return [
    fact('Installed', version),
    fact('Bucket', String(bucket), `${sources[machine.source]}, id ${machine.idPrefix}…`),
    fact('Feed', feed ?? 'not read yet', feedUrl),
    fact('System', `${platform}, ${arch}`),
    fact('Trust', diagnostics.trust),
    fact('Went back from', diagnostics.wentBackFrom ?? 'never'),
    fact('Loosened', listOf(diagnostics.loosened)),
    fact('Overrides', listOf(diagnostics.overrides)),
  ];
}

/** The items of the feed, in its order. */
export function itemsOf(snapshot: AgentSnapshot | undefined): readonly ItemRow[] {
  return (snapshot?.diagnostics.lastCheck?.items ?? []).map(({ version, outcome, why }) => ({
    version,
    code: outcome.code,
    why,
  }));
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
