#!/usr/bin/env node
import { buildProgram } from './program/program.ts';
import { start } from './start.ts';

await start((onExit) => buildProgram(onExit), process.argv);
