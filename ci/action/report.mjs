// What a command said, as outputs, annotation and summary of a workflow. No dependencies: this runs as it is.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const { env } = process;
const MOST_OF_DIFF = 100_000;
const MARKS = { 0: '✔', 5: '⏸', 7: '⏳' };

/** Exit codes that are no failure of the workflow: the gate said wait, or the host is slower. */
const AT_EASE = { 5: 'notice', 7: 'warning' };

/** Controls and marks that turn the direction of text: what is read must be what is there. */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- these are the characters that must not pass
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A stop that could not be sent waits on this machine, which is gone in a minute: that is a failure, whatever its exit code. */
const LOST =
  'NOT SENT: the remote could not be reached, and this runner does not outlive the workflow';

function report(folder, exit, command) {
  const document = documentIn(folder);
  const said = saidIn(folder);
  const lost = document?.outcome === 'queued';
  const next = lost ? 'run this workflow again, now' : document?.next;
  const headline = oneLine(
    (lost ? LOST : undefined) ??
      document?.headline ??
      document?.message ??
      said.at(0) ??
      `phasegate ${command} ended with ${exit}`,
  );
  output({
    outcome: document?.outcome ?? (exit === 0 ? 'done' : 'failed'),
    'exit-code': String(exit),
    headline,
    next: oneLine(next ?? ''),
    json: JSON.stringify({ ...document, diff: undefined }),
  });
  appendFileSync(
    env.GITHUB_STEP_SUMMARY,
    summary({ document: document && { ...document, next }, said, headline, exit, command }),
  );
  annotate(lost ? 1 : exit, next ? `${headline}. Next: ${next}` : headline);
  return exit in AT_EASE && !lost ? 0 : exit;
}

/** Whether a dry run would do what was approved; what it says instead becomes the document. */
function expect(folder, expected) {
  const now = documentIn(folder);
  if (now?.outcome !== 'dry-run' || oneLine(now.headline) === expected) {
    // A refusal, or nothing left to do: the run itself will say so.
    return true;
  }
  const message = `What was approved is "${expected}", and now it would be "${now.headline}"; nothing was changed`;
  const next = 'start the workflow anew, and look at its plan';
  writeFileSync(
    join(folder, 'document'),
    JSON.stringify({ ok: false, outcome: 'refused', exit: 6, code: 'conflict', message, next }),
  );
  return false;
}

function documentIn(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'document'), 'utf8'));
  } catch {
    return undefined;
  }
}

function saidIn(folder) {
  const lines = readFileSync(join(folder, 'said'), 'utf8').split(/\r?\n/);
  return lines.map((line) => oneLine(line)).filter((line) => line !== '');
}

function output(values) {
  for (const [name, value] of Object.entries(values)) {
    const end = randomUUID();
    appendFileSync(env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
  }
}

function annotate(exit, message) {
  const level = exit === 0 ? undefined : (AT_EASE[exit] ?? 'error');
  if (level !== undefined) {
    console.log(`::${level} title=Phasegate::${oneLine(message).replaceAll('%', '%25')}`);
  }
}

function summary({ document, said, headline, exit, command }) {
  const rows = [
    ['command', command],
    ['outcome', `${document?.outcome ?? 'failed'}, exit code ${exit}`],
    ['by', env.KIT_ACTOR ?? ''],
    ['feeds', document?.sequence === undefined ? '' : `sequence ${document.sequence}`],
    ['published', document?.publication?.kind ?? ''],
  ].filter(([, value]) => value !== '');
  return [
    `### ${(document?.outcome === 'queued' ? undefined : MARKS[exit]) ?? '✖'} ${plain(headline)}`,
    table(['', ''], [...rows.map((row) => row.map(plain)), ...commitRow(document?.commit)]),
    list(document?.summary ?? []),
    affected(document?.affected ?? []),
    list([...(document?.warnings ?? []), ...problemsOf(document)], '⚠️ '),
    document === undefined ? details('What it said', fenced('', said.slice(-40).join('\n'))) : '',
    document?.diff ? details('Diff of the feeds', fenced('diff', cut(document.diff))) : '',
    document?.next ? `**Next:** ${plain(document.next)}` : '',
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n\n`)
    .join('');
}

function commitRow(commit) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return /^[0-9a-f]{40,64}$/.test(commit ?? '')
    ? [['commit', `[${commit.slice(0, 12)}](${server}/${repository}/commit/${commit})`]]
    : [];
}

function affected(rows) {
  const cells = rows.map(({ platform, feed, share, before, after }) =>
    [
      platform,
      feed,
      share === undefined ? '' : `${share} %`,
      before ?? 'nothing',
      after ?? 'nothing',
    ].map(plain),
  );
  return table(['platform', 'feed', 'machines', 'offered before', 'offered now'], cells);
}

function problemsOf(document) {
  const { publication, breaches = [], live } = document ?? {};
  return [
    ...(publication?.problems ?? []),
    ...breaches.map(({ message }) => message),
    ...(live ?? []),
  ];
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return rows.length === 0
    ? ''
    : [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(lines, mark = '') {
  return lines.map((line) => `- ${mark}${plain(line)}`).join('\n');
}

function details(title, content) {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** A fence that nothing in the text can end. */
function fenced(language, text) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(INVISIBLE, '')}\n${fence}`;
}

function cut(text) {
  const rest = text.length - MOST_OF_DIFF;
  return rest > 0 ? `${text.slice(0, MOST_OF_DIFF)}\n... and ${rest} characters more` : text;
}

/** Text that is nothing but text in Markdown: no link, no mention, no HTML. */
function plain(text) {
  return oneLine(String(text)).replace(
    /[^\p{L}\p{N}\p{M} .,%-]/gu,
    (one) => `&#${one.codePointAt(0)};`,
  );
}

function oneLine(text) {
  return text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();
}

if (process.argv[2] === '--expected') {
  const [folder, expected] = process.argv.slice(3);
  process.exitCode = expect(folder, expected) ? 0 : 1;
} else {
  const [folder, code, command] = process.argv.slice(2);
  process.exitCode = report(folder, Number(code), command);
}
