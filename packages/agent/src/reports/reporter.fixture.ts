import path from 'node:path';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import * as valibot from 'valibot';
import { NOW } from '../agent.fixture.ts';
import type { Reading } from '../known.ts';
import { createReportFiles } from '../node/report-files.ts';
import { known } from '../notice/notices.fixture.ts';
import { offer } from '../state.fixture.ts';
import { eventBatchSchema } from './batch-schema.ts';
import type { EventBatch } from './batch.ts';
import type { ReporterPorts, ReporterSettings } from './ports.ts';
import { createReporter } from './reporter.ts';
import type { Reporter } from './reporter.ts';
import { reportFacts } from './reports.fixture.ts';
import type { PostAnswer } from './sending.ts';

export const accepted: PostAnswer = { kind: 'answered', status: 202, retryAfter: undefined };
export const reading = {
  decision: offer('1.1.0'),
  source: { name: 'stable-rollout-10%' },
} as unknown as Reading;
export const observeOffer = (reporter: Reporter): void =>
  reporter.observe(known({}), known({ reading }));

/** Real files, a clock that the test moves, and a collector that answers what the test wants. */
export interface Desk {
  folder: string;
  readonly sent: EventBatch[];
  readonly lines: string[];
  readonly timers: { readonly at: number; readonly run: () => void }[];
  readonly clock: { now: number };
  answer: () => Promise<PostAnswer>;
  readonly start: (settings?: Partial<ReporterSettings>) => Reporter;
  /** What was sent: `1.1.0 offered`. */
  readonly kinds: () => readonly string[];
  readonly close: () => Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const home = await temporaryFolder('reporter');
  const reporters: Reporter[] = [];
  const desk: Desk = {
    folder: path.join(home, 'reports'),
    sent: [],
    lines: [],
    timers: [],
    clock: { now: NOW + 34 * 60_000 },
    answer: () => Promise.resolve(accepted),
    start: (settings = {}) => {
      const all = { facts: reportFacts, allowed: true, enabled: true, ...settings };
      const reporter = createReporter({ ports: portsOf(desk), settings: all });
      reporters.push(reporter);
      return reporter;
    },
    kinds: () =>
      desk.sent.flatMap(({ version, events }) => events.map(({ kind }) => `${version} ${kind}`)),
    close: async () => {
      reporters.forEach((one) => one.stop());
      await removeFolder(home);
    },
  };
  return desk;
}

function portsOf(desk: Desk): ReporterPorts {
  const line = (text: string): void => void desk.lines.push(text);
  let draws = 0;
  return {
    clock: {
      now: () => desk.clock.now,
      after: (milliseconds, run) => {
        const timer = { at: desk.clock.now + milliseconds, run };
        desk.timers.push(timer);
        return () => {
          const at = desk.timers.indexOf(timer);
          desk.timers.splice(at, at < 0 ? 0 : 1);
        };
      },
      random: () => 0.5,
    },
    log: { debug: line, info: line, warn: line, error: line },
    randomBytes: (size) => new Uint8Array(size).fill((draws += 1)),
    disk: createReportFiles(desk.folder),
    post: (body) => {
      desk.sent.push(valibot.parse(eventBatchSchema, JSON.parse(body)));
      return desk.answer();
    },
  };
}
