import type { AgentSnapshot, Diagnostics } from '@phasegate/agent';
import type {
  DiagnosticsFact,
  DiagnosticsPart,
  DiagnosticsView,
} from '../shared/diagnostics-view.ts';
import { until } from './duration-text.ts';
import type { Redact } from './redact.ts';

/** Everything the view is made of. */
export interface DiagnosticsFacts {
  readonly appName: string;
  readonly appVersion: string;
  /** `undefined` before the start, and in development. */
  readonly snapshot: AgentSnapshot | undefined;
  /** What it runs on, in a few words. */
  readonly system: string;
  readonly log: readonly string[];
  /** Epoch milliseconds by the clock of schedule and snoozes. */
  readonly scheduleNow: number;
}

/** Lays out what `explain()` and `diagnostics()` know, and the log. */
export function diagnosticsView(facts: DiagnosticsFacts): DiagnosticsView {
  const { appName, appVersion, snapshot, system, log, scheduleNow } = facts;
  const title = `${appName} ${snapshot?.version ?? appVersion}`;
  const logged: DiagnosticsPart = { heading: 'Log', facts: [], lines: log };
  if (snapshot === undefined) {
    const summary =
      'Updates are not running: before the start, in development, or after a failed start.';
    return { title, summary, parts: [part('System', fact('System', system)), logged] };
  }
  const { diagnostics } = snapshot;
  return {
    title,
    summary: summaryOf(snapshot),
    parts: [
      part('Loosened and overridden', ...loosenedFacts(diagnostics)),
      part('This machine', ...machineFacts(diagnostics, system)),
      part('Feed and trust', ...feedFacts(diagnostics)),
      lastCheckPart(diagnostics),
      schedulePart(diagnostics, scheduleNow),
      logged,
    ],
  };
}

function summaryOf(snapshot: AgentSnapshot): string {
  const { version, phase, target, problem, standing, notice, busy } = snapshot;
  const sentences = [
    `The agent is ${phase}${target === undefined ? '' : `, with ${target}`}.`,
    ...(standing.code === 'fine' ? [] : [`${version} is ${standing.code}.`]),
    ...(problem === undefined ? [] : [`Problem: ${problem.message} [${problem.code}].`]),
    ...(notice === undefined
      ? []
      : [`Notice: ${notice.title} (${notice.severity}, ${notice.id}).`]),
    ...(busy.length === 0 ? [] : [`The app is busy: ${busy.join(', ')}.`]),
  ];
  return sentences.join(' ');
}

function loosenedFacts({ loosened, overrides }: Diagnostics): readonly DiagnosticsFact[] {
  return [listFact('Loosened switches', loosened), listFact('Overrides in force', overrides)];
}

const SOURCES = {
  'machine-id': 'of the system’s machine id',
  generated: 'of a random id that the app keeps, since the system has none',
  forced: 'forced',
} as const;

function machineFacts(
  { machine, bucket, platform, arch }: Diagnostics,
  system: string,
): readonly DiagnosticsFact[] {
  return [
    fact('Bucket', `${bucket} of 0–99`, SOURCES[machine.source]),
    fact('Machine', `${machine.idPrefix}…`, 'the first digits of the id’s hash'),
    fact('System', `${platform} ${arch}, ${system}`),
  ];
}

function feedFacts({ feed, feedUrl, trust, rootVersion }: Diagnostics): readonly DiagnosticsFact[] {
  const signed = trust === 'signed';
  return [
    fact('Feed', feed ?? 'not read yet', feedUrl),
    {
      ...fact('Trust', signed ? 'signed' : 'unsigned: feeds are believed without a signature'),
      warns: !signed,
    },
    ...(signed ? [fact('Root', `version ${rootVersion ?? 'unknown'}`)] : []),
  ];
}

function lastCheckPart({ lastCheck, wentBackFrom }: Diagnostics): DiagnosticsPart {
  const back = wentBackFrom === undefined ? [] : [fact('Went back from', wentBackFrom)];
  if (lastCheck === undefined) {
    return part('Last check', fact('Checked', 'not yet'), ...back);
  }
  const { at, outcome, code, reason, items } = lastCheck;
  const said = `${outcome}${code === undefined ? '' : ` [${code}]`}`;
  return {
    heading: 'Last check',
    facts: [
      fact('Checked', at),
      { ...fact('Outcome', said), warns: outcome === 'failed' },
      fact('Reason', reason),
      ...back,
    ],
    table: {
      columns: ['Release', 'Outcome', 'Why'],
      rows: items.map(({ version, outcome: { code: what }, why }) => [version, what, why]),
    },
  };
}

function schedulePart(
  { nextCheck, putAside = [], overrides }: Diagnostics,
  now: number,
): DiagnosticsPart {
  const scale = overrides.find((one) => one.startsWith('time-scale='));
  const clock = fact('Its clock', new Date(now).toISOString(), `runs by the override ${scale}`);
  const next = nextCheck === undefined ? 'not planned' : nextCheck;
  const aside = putAside.map(({ id, until: end }) =>
    fact('Put aside', id, end === undefined ? 'for good' : `until ${end}, ${until(end, now)}`),
  );
  return part(
    'Schedule and notices put aside',
    fact('Next check', next, nextCheck === undefined ? undefined : until(nextCheck, now)),
    ...(scale === undefined ? [] : [{ ...clock, warns: true }]),
    ...(aside.length === 0 ? [fact('Put aside', 'nothing')] : aside),
  );
}

function part(heading: string, ...facts: readonly DiagnosticsFact[]): DiagnosticsPart {
  return { heading, facts };
}

function fact(name: string, value: string, note?: string): DiagnosticsFact {
  return { name, value, note };
}

function listFact(name: string, values: readonly string[]): DiagnosticsFact {
  return values.length === 0
    ? fact(name, 'none')
    : { ...fact(name, values.join(', ')), warns: true };
}

/** The same view without what must not leave the machine; messages of the system may name paths. */
export function redactView(view: DiagnosticsView, redact: Redact): DiagnosticsView {
  return {
    title: redact(view.title),
    summary: redact(view.summary),
    parts: view.parts.map(({ heading, facts, table, lines }) => ({
      heading,
      facts: facts.map((one) => ({
        ...one,
        value: redact(one.value),
        note: one.note === undefined ? undefined : redact(one.note),
      })),
      table: table && { ...table, rows: table.rows.map((row) => row.map((cell) => redact(cell))) },
      lines: lines?.map((line) => redact(line)),
    })),
  };
}
