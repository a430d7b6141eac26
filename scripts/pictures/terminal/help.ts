import { buildProgram } from '@phasegate/cli';
import { everyCommand, pathOf } from '../../../apps/phasegate/src/program/dress.ts';
import { said } from './scene.ts';
import type { Scene } from './scene.ts';

/** The words behind `phasegate` of every command that people see, groups of commands too; `''` is the program itself. */
export const COMMANDS: readonly string[] = everyCommand(buildProgram(() => undefined))
  .map(pathOf)
  .filter((path) => path !== 'complete');

/** Every page of help. */
export const HELP: readonly Scene[] = COMMANDS.map((path) =>
  said(
    ['help', ...path.split(' ').filter((word) => word !== '')].join('-'),
    ['phasegate', path, '--help'].filter((word) => word !== '').join(' '),
    { feeds: { holding: 'nothing' }, small: true },
  ),
);
