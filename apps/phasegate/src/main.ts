#!/usr/bin/env node
import { overviewText } from './program/overview.ts';
import { buildProgram } from './program/program.ts';
import { start } from './start.ts';

const [, , first] = process.argv;
if (first === undefined) {
  console.log(overviewText());
} else {
  await start((onExit) => buildProgram(onExit), process.argv);
}
