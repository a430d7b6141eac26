import type { Change, Outcome, Published, Refusal } from '@phasegate/feed-ops';
import { EXIT, oneLine, unifiedDiff } from '@phasegate/feed-ops';

import type { TargetEnd } from '../run/send-targets.ts';
import { sayTargets, targetsExit, targetsNext } from './show-targets.ts';
import { labelled, nextLine, shortPath } from './prose.ts';
import { showChange } from './show-change.ts';
import { SEND, sayQueued } from './show-queued.ts';
import { paint } from './voice.ts';
import type { OutcomeDocument, Voice } from './voice.ts';

/** What became of the published feeds; `skipped` says why nobody looked; `lagging`: the host is slow, and that does not make a stop any less done. */
export type Publication =
  | Published
  | { readonly kind: 'lagging'; readonly problems: readonly string[] }
  | { readonly kind: 'skipped'; readonly why: string };

/** An outcome with what followed it. */
export type Ending =
  | Exclude<Outcome, { readonly kind: 'done' | 'declined' | 'dry-run' }>
  | (Extract<Outcome, { readonly kind: 'done' }> & {
      readonly publication: Publication;
      readonly targets: readonly TargetEnd[];
    })
  | (Extract<Outcome, { readonly kind: 'declined' }> & { readonly message: string })
  | (Extract<Outcome, { readonly kind: 'dry-run' }> & { readonly next?: string | undefined });

const AGAIN = 'run the same command again when you are ready';
const LIVE = 'phasegate verify --live';
const LOOK_AGAIN: readonly Publication['kind'][] = ['pending', 'lagging', 'interrupted'];

/** Says how a command ended, for people and as JSON, and returns the exit code. The next step is the last line. */
export function end(ending: Ending, voice: Voice): number {
  const exit = exitOf(ending);
  voice.document(documentOf(ending, exit));
  switch (ending.kind) {
    case 'done':
      sayDone(ending, voice);
      break;
    case 'dry-run':
      sayDryRun(ending, voice);
      break;
    case 'nothing-to-do':
      voice.prose(` ${paint('green', '✔')} Nothing to do: ${ending.plan.headline}`);
      voice.next(ending.plan.next);
      break;
    case 'queued':
      sayQueued(ending, voice);
      break;
    case 'declined':
      complain(ending.message, exit, voice);
      voice.complain(nextLine(declinedNext(ending.change)));
      break;
    case 'interrupted':
      complain(ending.message, exit, voice);
      voice.complain(nextLine(AGAIN));
      break;
    case 'refused':
      complain(ending.refusal.message, exit, voice);
      voice.complain(nextLine(oneLine(ending.refusal.next, 400)));
      break;
  }
  return exit;
}

/** Says an error that came before there was anything to plan. */
export function endRefused(refusal: Refusal, voice: Voice): number {
  return end({ kind: 'refused', refusal }, voice);
}

/** Says that consent to something else than a change of feeds was not given. */
export function endDeclined(message: string, interrupted: boolean, voice: Voice): number {
  const exit = interrupted ? EXIT.interrupted : EXIT.declined;
  const outcome = interrupted ? 'interrupted' : 'declined';
  const step = 'look at it with --dry-run, then say yes with --yes';
  voice.document({ ok: false, outcome, exit, message, next: step });
  complain(message, exit, voice);
  voice.complain(nextLine(step));
  return exit;
}

function exitOf(ending: Ending): number {
  switch (ending.kind) {
    case 'refused':
      return ending.refusal.exit;
    case 'declined':
      return EXIT.declined;
    case 'queued':
      return EXIT.pending;
    case 'interrupted':
      return EXIT.interrupted;
    case 'done':
      return AFTER_PUSH[ending.publication.kind] || targetsExit(ending.targets);
    default:
      return EXIT.done;
  }
}

const AFTER_PUSH: Readonly<Record<Publication['kind'], number>> = {
  confirmed: EXIT.done,
  skipped: EXIT.done,
  pending: EXIT.pending,
  lagging: EXIT.done,
  interrupted: EXIT.interrupted,
};

function sayDone(ending: Extract<Ending, { kind: 'done' }>, voice: Voice): void {
  const { commit, pushed, backup, replanned, change, publication, left, targets } = ending;
  const tick = paint('green', '✔');
  const where = pushed ? 'committed and pushed; the remote has it' : 'committed here, not pushed';
  voice.say(` ${tick} ${commit.slice(0, 12)}  ${where}`);
  if (replanned > 0) {
    voice.prose(
      '   Somebody else pushed in the meantime; the command was planned again on their state',
    );
  }
  sayTargets(targets, voice);
  sayPublication(publication, change, voice);
  if (left !== undefined) {
    voice.prose(` ${paint('yellow', '!')} ${capital(left.why)}. Let them follow with:`);
    voice.say(`   ${left.next}`);
  }
  if (change.edits.some(({ role, before }) => role === 'feed' && before !== undefined)) {
    voice.say(paint('dim', `   The feeds as they were: ${shortPath(backup)}`));
  }
  voice.next(doneNext(ending));
}

function doneNext({ publication, targets, change }: Extract<Ending, { kind: 'done' }>): string {
  return targetsNext(targets) ?? (LOOK_AGAIN.includes(publication.kind) ? LIVE : change.next);
}

function sayPublication(publication: Publication, change: Change, voice: Voice): void {
  const feeds = change.edits.filter(({ role }) => role === 'feed' || role === 'alias').length;
  switch (publication.kind) {
    case 'confirmed':
      voice.say(
        ` ${paint('green', '✔')} The host serves all ${feeds} feeds as meant (${publication.seconds} s)`,
      );
      for (const note of publication.notes) {
        voice.say(paint('dim', `   ${note}`));
      }
      break;
    case 'pending':
    case 'lagging':
      voice.say(` ${paint('yellow', '!')} The host does not serve all feeds as meant yet:`);
      sayProblems(publication.problems, voice);
      break;
    case 'interrupted':
      voice.say(
        ` ${paint('yellow', '!')} Stopped waiting for the host: the change is pushed, but not confirmed`,
      );
      break;
    case 'skipped':
      voice.prose(`   ${publication.why}`);
      break;
  }
}

/** The first few; `verify --live` is the next step, and says them all. */
function sayProblems(problems: readonly string[], voice: Voice): void {
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    voice.prose(`   ${problem}`);
  }
  const rest = problems.length - MOST_PROBLEMS;
  if (rest > 0) {
    voice.say(`   and ${rest} more`);
  }
}

const MOST_PROBLEMS = 3;

/** The diff is long, so what it comes to stands below it. */
function sayDryRun(ending: Extract<Ending, { kind: 'dry-run' }>, voice: Voice): void {
  const { change } = ending;
  for (const line of unifiedDiff(change.edits).split('\n')) {
    voice.say(coloured(shortened(line)));
  }
  showChange(change, voice);
  voice.say(' Dry run: nothing was written.');
  voice.next(afterDryRun(ending));
}

function afterDryRun({ change, next: step }: Extract<Ending, { kind: 'dry-run' }>): string {
  return change.withheld?.next ?? step ?? 'run the same command without --dry-run';
}

/** On a screen signatures and digests only say that they changed; a pipe gets them whole. */
function shortened(line: string): string {
  return process.stdout.isTTY
    ? line.replaceAll(/[\w+/]{64,}={0,2}/g, (digest) => `${digest.slice(0, 12)}…`)
    : line;
}

function coloured(line: string): string {
  if (/^(?:---|\+\+\+|===)/.test(line)) {
    return paint('bold', line);
  }
  return line.startsWith('+')
    ? paint('green', line)
    : line.startsWith('-')
      ? paint('red', line)
      : line;
}

function complain(message: string, exit: number, voice: Voice): void {
  const mark = ` ${paint('red', '✖', process.stderr)} `;
  voice.complain(labelled(mark, oneLine(message, 2000), process.stderr));
  voice.complain(paint('dim', `  Exit code ${exit}; phasegate --help explains it`, process.stderr));
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function declinedNext({ versions, danger }: Change): string {
  const named = versions.map((version) => `--confirm ${quoted(version)}`).join(' ');
  return danger === 'type'
    ? `look at it with --dry-run, then say yes with ${named} (or --yes)`
    : 'look at it with --dry-run, then say yes with --yes';
}

/** As a shell takes it: a range has blanks and signs that mean something else there. */
function quoted(word: string): string {
  return /^[\w.+-]+$/.test(word) ? word : `"${word}"`;
}

function documentOf(ending: Ending, exit: number): OutcomeDocument {
  const head = { ok: exit === EXIT.done, outcome: ending.kind, exit };
  switch (ending.kind) {
    case 'refused':
      return { ...head, ...refusalOf(ending.refusal) };
    case 'interrupted':
      return { ...head, message: ending.message, next: AGAIN };
    case 'nothing-to-do':
      return { ...head, headline: ending.plan.headline, next: ending.plan.next };
    case 'declined':
      return {
        ...head,
        message: ending.message,
        ...changeOf(ending.change),
        next: declinedNext(ending.change),
      };
    case 'queued': {
      const { commit, why, change } = ending;
      return { ...head, ...changeOf(change), commit, pushed: false, message: why, next: SEND };
    }
    case 'dry-run':
      return { ...head, ...changeOf(ending.change), diff: unifiedDiff(ending.change.edits) };
    case 'done': {
      const { commit, pushed, backup, replanned, publication, left, targets } = ending;
      return {
        ...head,
        ...changeOf(ending.change),
        commit,
        pushed,
        backup,
        replanned,
        publication,
        targets,
        next: doneNext(ending),
        left: left ?? null,
      };
    }
  }
}

function refusalOf({ code, message, next: step }: Refusal): object {
  return { code, message, next: step };
}

function changeOf(change: Change): object {
  const {
    headline,
    summary,
    affected,
    stillOn,
    warnings,
    versions,
    platforms,
    sequence,
    trust,
    next: step,
  } = change;
  const files = change.edits.map(({ path }) => path);
  return {
    headline,
    versions,
    platforms,
    sequence,
    trust,
    summary,
    affected,
    stillOn,
    warnings,
    files,
    next: step,
  };
}
