import path from 'node:path';
import { asksNotToTrack, createReporter, reportFactsOf } from '@phasegate/agent';
import type { Agent, AgentFacts, Reporter, ReporterPorts, Reports } from '@phasegate/agent';
import type { Settings } from './options.ts';

/** Reports of an app, from its first line of code on; what is reported before the agent is there waits for it. */
export interface Reporting {
  /** What the app's own code may call. */
  readonly reports: Reports;
  readonly record: Reporter['record'];
  /** Begins to observe this agent, before it starts. */
  readonly open: (agent: Agent, facts: AgentFacts, folder: string) => void;
  readonly stop: () => void;
}

type Stand =
  | {
      readonly kind: 'early';
      readonly calls: readonly ((reporter: Reporter) => void)[];
      readonly enabled: boolean;
    }
  | { readonly kind: 'open'; readonly reporter: Reporter }
  | { readonly kind: 'ended' };

/** An app in development is never opened, and must not gather calls for ever. */
const MOST_EARLY_CALLS = 20;

/** Reporting for one update agent; nothing is read or sent before `open`. `portsOn`: the world, with this folder on disk. */
export function createReporting(
  reports: Settings['reports'],
  portsOn: (folder: string) => ReporterPorts,
): Reporting {
  let stand: Stand = { kind: 'early', calls: [], enabled: reports?.enabled ?? false };
  const tell = (call: (reporter: Reporter) => void): void => {
    if (stand.kind === 'open') {
      call(stand.reporter);
    } else if (stand.kind === 'early' && stand.calls.length < MOST_EARLY_CALLS) {
      stand = { ...stand, calls: [...stand.calls, call] };
    }
  };
  return {
    reports: {
      error: (what) => tell((reporter) => reporter.error(what)),
      userReport: (report) => tell((reporter) => reporter.userReport(report)),
      performance: (timings) => tell((reporter) => reporter.performance(timings)),
      setEnabled: (enabled) => {
        if (stand.kind === 'early') {
          stand = { ...stand, enabled };
        }
        return stand.kind === 'open' ? stand.reporter.setEnabled(enabled) : Promise.resolve();
      },
    },
    record: (event) => tell((reporter) => reporter.record(event)),
    open: (agent, facts, folder) => {
      if (stand.kind !== 'early') {
        return;
      }
      const { calls, enabled } = stand;
      const allowed = reports !== undefined && !asksNotToTrack(process.env);
      const reporter = createReporter({
        ports: portsOn(path.join(folder, 'reports')),
        settings: { facts: reportFactsOf(facts), allowed, enabled },
      });
      stand = { kind: 'open', reporter };
      agent.observe(reporter.observe);
      recordLoop(reporter, facts);
      calls.forEach((call) => call(reporter));
    },
    stop: () => {
      if (stand.kind === 'open') {
        stand.reporter.stop();
      }
      stand = { kind: 'ended' };
    },
  };
}

/** The start guard has counted before anything else ran. */
function recordLoop(reporter: Reporter, { installed: { crashing: starts } }: AgentFacts): void {
  if (starts !== undefined) {
    reporter.record({ kind: 'crash-loop', starts });
  }
}
