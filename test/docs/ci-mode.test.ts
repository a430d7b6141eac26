import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Operator } from '@phasegate/scripts/stage/operator';
import { createRemote, removeFolder, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { expect, it } from 'vitest';
import { addVersion, publishedProduct } from '../../apps/phasegate/src/cli.fixture.ts';
import { everyCommand, pathOf } from '../../apps/phasegate/src/program/dress.ts';
import { buildProgram } from '../../apps/phasegate/src/program/program.ts';
import { faultsOf } from './outcome-schemas.ts';

// Every command as a build server runs it: no terminal, CI set, --json. In one row after the other on one product.

const DECLINED = 3;
const WHY = ['--reason', 'x'];

interface Row {
  readonly line: string;
  readonly more?: readonly string[];
  /** What says yes; without it the command has to end with 3 and change nothing. */
  readonly yes?: readonly string[];
  readonly exit?: number;
}

const YES = ['--yes'];
const row = (line: string, rest: Omit<Row, 'line'> = {}): Row => ({ line, ...rest });

const ROWS: readonly Row[] = [
  row('rollout status'),
  row('verify'),
  row('history'),
  row('config show'),
  row('completion bash'),
  row('doctor'),
  row('push'),
  row('publish'),
  row('config check --config HOME/phasegate.config.json'),
  row('config apply --config HOME/phasegate.config.json', { yes: YES }),
  row('release add 1.3.0 --platform linux --arch x64 --file HOME/n.AppImage', {
    more: ['--url', 'https://example.com/n.AppImage'],
  }),
  row('release import --platform linux --from HOME/latest-linux.yml', {
    more: ['--url-base', 'https://example.com'],
  }),
  row('rollout pause 1.1.0'),
  row('rollout resume 1.1.0', { yes: YES }),
  row('rollout escalate 1.1.0', { yes: YES }),
  row('rollout schedule 1.1.0 --every 24h', { yes: ['--confirm', '1.1.0'] }),
  row('rollout advance'),
  row('rollout phases 10,25,50,100', { yes: YES }),
  row('notice --issue Sync', { yes: YES }),
  row('advisory list'),
  row('advisory correct ID --issue Soon', { yes: YES }),
  row('notice end ID'),
  row('block 1.9.x', { more: WHY, yes: ['--confirm', '1.9.x'] }),
  row('unblock 1.9.x', { yes: YES }),
  row('rollout start 1.2.0 --overtake', { yes: YES }),
  row('plan rollout escalate 1.2.0 --out HOME/plan.json'),
  row('sign-off HOME/plan.json', { exit: 4 }),
  row('apply HOME/plan.json', { yes: YES }),
  row('undo', { more: WHY, yes: YES }),
  row('emergency stop'),
  row('emergency lift 1.2.0', { more: WHY, yes: ['--confirm', '1.2.0'] }),
  row('withdraw 1.1.0', { more: WHY, yes: ['--confirm', '1.1.0'] }),
  row('rollback 1.2.0', { more: WHY, yes: ['--confirm', '1.2.0'] }),
  row('keys init'),
  row('keys show'),
  row('renew'),
  row('keys make feed'),
  row('keys rotate feed', { yes: YES }),
  row('keys revoke ROOT', { yes: YES }),
  row('renew --root --draft HOME/draft.json'),
  row('keys sign HOME/draft.json', { yes: YES }),
  row('keys publish HOME/draft.json', { yes: YES }),
  row('keys check-root --trusted HOME/draft.json --next HOME/draft.json', { exit: 1 }),
];

type Document = Readonly<Record<string, unknown>>;

/** Runs it, and says what is not as a job needs it. */
async function faultsIn(
  operator: Operator,
  args: readonly string[],
  exit: number,
): Promise<string[]> {
  const { code, stdout, stderr } = await operator.phasegate(...args, '--json');
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  let document: Document = {};
  try {
    document = JSON.parse(stdout) as Document;
  } catch {
    return [`${args.join(' ')}: no document: ${stdout}${stderr}`];
  }
  remember(document);
  const faults = [
    code === exit ? '' : `ends with ${code}, not ${exit}: ${stdout}${stderr}`,
    `${stdout}${stderr}`.includes('\u001b') ? 'has escape codes' : '',
    // What a shell reads has nothing beside it; its document has the next step.
    /^ *Next: \S/.test(last) || args[0] === 'completion'
      ? ''
      : `the last line is ${JSON.stringify(last)}`,
    ...faultsOf(document),
  ];
  return faults.filter((fault) => fault !== '').map((fault) => `${args.join(' ')}: ${fault}`);
}

/** What later rows name: the advisory that is in force, a root key. */
const known: Record<'ID' | 'ROOT', string> = { ID: '', ROOT: '' };

function remember({ advisories, keys }: Document): void {
  const [advisory] = (advisories ?? []) as readonly { readonly id: string }[];
  const [key] = (keys ?? []) as readonly { readonly keyid: string }[];
  known.ID = advisory?.id ?? known.ID;
  known.ROOT = key?.keyid ?? known.ROOT;
}

async function folderOfFiles(): Promise<string> {
  const home = await temporaryFolder('ci');
  await mkdir(path.join(home, 'keys'));
  await writeFile(path.join(home, 'n.AppImage'), 'notes');
  const sha512 = Buffer.alloc(64, 7).toString('base64');
  const file = `files:\n  - url: n.AppImage\n    sha512: ${sha512}\n    size: 5\n`;
  const when = "releaseDate: '2026-11-20T04:00:00.000Z'\n";
  await writeFile(
    path.join(home, 'latest-linux.yml'),
    `version: 1.4.0\n${file}path: n.AppImage\n${when}`,
  );
  return home;
}

/** A folder is a target of the product, and a config that lies elsewhere has another title. */
async function configure(remote: Remote, home: string): Promise<void> {
  const now = JSON.parse((await remote.read('phasegate.json')) ?? '') as object;
  const config = { ...now, publish: [{ kind: 'folder', path: path.join(home, 'www') }] };
  await remote.publish({ 'phasegate.json': JSON.stringify(config) }, 'A folder too');
  const other = JSON.stringify({ ...config, title: 'Notes for all' });
  await writeFile(path.join(home, 'phasegate.config.json'), other);
}

// NO_COLOR would hide what this test looks for.
const CI = { CI: 'true', NO_COLOR: undefined, FORCE_COLOR: undefined };

it('every command on a build server asks nothing, is told yes by flags alone, and ends with one document and a next step', async () => {
  const { remote, folder } = await publishedProduct();
  await addVersion(folder, '1.2.0');
  const home = await folderOfFiles();
  await configure(remote, home);
  const operator = createOperator(folder, CI);
  const empty = await createRemote();
  const faults = await faultsIn(
    createOperator(await empty.clone(), CI),
    ['init', '--unsigned', '--app', 'a.b', '--title', 'N', '--platform', 'linux'],
    0,
  );
  for (const { line, more = [], yes, exit = 0 } of ROWS) {
    const named = line
      .split(' ')
      .map((word) => (word === 'ID' || word === 'ROOT' ? known[word] : word));
    const words = [...named.map((word) => word.replace('HOME', home)), ...more];
    const args = line.startsWith('completion')
      ? words
      : [...words, '--keys', path.join(home, 'keys')];
    if (yes !== undefined) {
      const head = await remote.head();
      faults.push(...(await faultsIn(operator, args, DECLINED)));
      faults.push(...((await remote.head()) === head ? [] : [`${line}: went ahead without a yes`]));
    }
    faults.push(...(await faultsIn(operator, [...args, ...(yes ?? [])], exit)));
  }
  expect(faults).toEqual([]);
  await remote.dispose();
  await empty.dispose();
  await removeFolder(home);
}, 600_000);

it('every command is in the table', () => {
  const leaves = everyCommand(buildProgram(() => undefined))
    .map((command) => pathOf(command))
    .filter((name) => !['', 'complete', 'init'].includes(name));
  const groups = ['rollout', 'release', 'emergency', 'keys', 'config', 'advisory'];
  const missing = leaves.filter(
    (name) => !groups.includes(name) && !ROWS.some(({ line }) => `${line} `.startsWith(`${name} `)),
  );
  expect(missing).toEqual([]);
});
