import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { judgeLimit } from './limit.ts';
import { describeMachine } from './machine.ts';
import type { Row } from './row.ts';
import { checkCold, checkSteady } from './rows/check.ts';
import { rollback10000 } from './rows/rollback.ts';
import { rollbackManaged } from './rows/rollback-managed.ts';
import { startup } from './rows/startup.ts';
import { verify } from './rows/verify.ts';
import { runRow } from './run-row.ts';
import type { RowResult } from './run-row.ts';
import { machineLine, rowTable } from './table.ts';

const ROWS: readonly Row[] = [
  rollback10000,
  rollbackManaged,
  checkCold,
  checkSteady,
  verify,
  startup,
];

const USAGE = `pnpm bench [row...] [--list] [--runs N] [--json FILE]
  row       ${ROWS.map(({ name }) => name).join(' | ')}; all of them by default
            (the beginning of a name means every row that begins so: "check")
  --runs N  measured runs of each peer
  --json F  writes the figures to a file as well`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const asked = readArguments(words);
  if (asked === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (asked.list) {
    console.log(asked.rows.map(({ name, what }) => `${name}: ${what}`).join('\n'));
    return 0;
  }
  const machine = await describeMachine();
  console.log(machineLine(machine));
  const results: RowResult[] = [];
  const failed: string[] = [];
  for (const row of asked.rows) {
    try {
      const result = await runRow(row, asked.runs ?? row.runs);
      console.log(`\n${rowTable(result)}`);
      results.push(result);
      const limit =
        row.limitMs === undefined ? undefined : judgeLimit(result, row.limitMs, machine);
      if (limit !== undefined) {
        console.log(`  ${limit.said}`);
      }
      if (limit?.kept === false) {
        failed.push(row.name);
      }
    } catch (error) {
      console.error(
        `\n${row.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      );
      failed.push(row.name);
    }
  }
  if (asked.json !== undefined) {
    const at = new Date().toISOString();
    await writeFile(
      asked.json,
      `${JSON.stringify({ at, machine, rows: results, failed }, undefined, 2)}\n`,
    );
  }
  return failed.length === 0 ? 0 : 1;
}

interface Asked {
  readonly rows: readonly Row[];
  readonly list: boolean;
  readonly runs: number | undefined;
  readonly json: string | undefined;
}

/** `undefined`: a row or an option that there is none of. */
function readArguments(words: readonly string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { list: { type: 'boolean' }, runs: { type: 'string' }, json: { type: 'string' } },
    });
    const rows = ROWS.filter(
      ({ name }) => positionals.length === 0 || positionals.some((word) => name.startsWith(word)),
    );
    const runs = values.runs === undefined ? undefined : Number(values.runs);
    const known = positionals.every((word) => ROWS.some(({ name }) => name.startsWith(word)));
    const countable = runs === undefined || (Number.isInteger(runs) && runs > 0);
    return known && countable
      ? { rows, list: values.list ?? false, runs, json: values.json }
      : undefined;
  } catch {
    return undefined;
  }
}
