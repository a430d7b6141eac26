#!/usr/bin/env node
import { buildProgram } from './program.ts';
import { start } from './start.ts';

await start((onExit) => buildProgram(onExit), process.argv);
