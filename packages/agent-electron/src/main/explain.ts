import type { AgentSnapshot } from '@phasegate/agent';

/** What was decided for this machine and why, one fact a line; for logs, support and the developer's console. */
export function explainSnapshot(snapshot: AgentSnapshot | undefined): string {
  if (snapshot === undefined) {
    return 'updates are not running (before start, or in development)';
  }
  const { diagnostics, version, app, phase, target } = snapshot;
  const { bucket, machine, feed, lastCheck, wentBackFrom, overrides, loosened } = diagnostics;
  const { nextCheck, putAside = [] } = diagnostics;
  const lines = [
    `${app} ${version} is ${phase}${target === undefined ? '' : ` with ${target}`}`,
    `bucket ${bucket} (${machine.source} ${machine.idPrefix}) reads ${feed ?? 'a feed that was not read yet'}`,
    diagnostics.trust === 'signed'
      ? `feeds are signed; root ${diagnostics.rootVersion} is believed`
      : 'feeds are not signed',
    lastCheck === undefined ? 'no check yet' : `${lastCheck.at}: ${lastCheck.reason}`,
    ...(lastCheck?.items ?? []).map((item) => `  ${item.version}: ${item.why}`),
    ...(nextCheck === undefined ? [] : [`next check at ${nextCheck}`]),
    ...putAside.map(
      ({ id, until }) => `put aside: ${id} ${until === undefined ? 'for good' : `until ${until}`}`,
    ),
    ...(wentBackFrom === undefined ? [] : [`went back from ${wentBackFrom}`]),
    ...(overrides.length === 0 ? [] : [`overrides: ${overrides.join(', ')}`]),
    ...(loosened.length === 0 ? [] : [`loosened: ${loosened.join(', ')}`]),
  ];
  return lines.join('\n');
}
