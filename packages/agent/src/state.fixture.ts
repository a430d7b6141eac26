import type { Decision, Package, Version } from '@phasegate/rollout';
import { parseVersion, release } from '@phasegate/rollout';
import type { AgentEvent } from './event.ts';
import { step } from './state.ts';
import type { AgentState, Step } from './state.ts';
import type { Target, VerifiedInstaller } from './target.ts';

export const file: Package & { length: number; sha512: string } = {
  url: 'https://example.com/notes.AppImage',
  length: 100,
  sha512: 'A',
  arch: 'x64',
  kind: 'AppImage',
  os: undefined,
  floor: undefined,
  signature: undefined,
};
const v = (text: string): Version => parseVersion(text) as Version;
export const target = (version: string, direction: Target['direction'] = 'forward'): Target => ({
  direction,
  release: release({ version: v(version), packages: [file] }),
  package: file,
});
export const installer = (version: string): VerifiedInstaller =>
  ({ path: `/tmp/${version}`, version }) as unknown as VerifiedInstaller;

const context = { standing: { code: 'fine' }, items: [] } as const;
export const offer = (version: string, automatic = true): Decision => {
  const { release: offered } = target(version);
  const reason = { code: 'newer-release' } as const;
  return { ...context, kind: 'offer', release: offered, package: file, automatic, reason };
};
export const goBack = (version: string): Decision => ({
  ...context,
  kind: 'go-back',
  release: target(version).release,
  package: file,
  reason: { code: 'withdrawn', version: v('1.1.0'), advisory: 'a' },
});
export const hold: Decision = { ...context, kind: 'hold', reason: { code: 'no-releases' } };
export const decided = (decision: Decision, condemned = false): AgentEvent => ({
  kind: 'decided',
  decision,
  condemned,
  mayFetch: true,
});
export const problem = { code: 'feed-unreachable', message: 'no network' } as const;

export const ready = (version: string, direction: Target['direction'] = 'forward'): AgentState => ({
  phase: 'ready',
  target: target(version, direction),
  installer: installer(version),
  paused: false,
});
export const check: AgentEvent = { kind: 'check-requested', trigger: 'timer' };
export const install: AgentEvent = { kind: 'install-requested' };
export const play = (state: AgentState, ...events: readonly AgentEvent[]): Step =>
  events.reduce<Step>(
    (before, event) => {
      const after = step(before.state, event);
      return { state: after.state, effects: [...before.effects, ...after.effects] };
    },
    { state, effects: [] },
  );
export const kinds = ({ effects }: Step): readonly string[] => effects.map(({ kind }) => kind);
