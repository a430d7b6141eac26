export { buildProgram } from './program/program.ts';
