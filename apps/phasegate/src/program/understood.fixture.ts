import { everyCommand, pathOf } from './dress.ts';
import { buildProgram } from './program.ts';

/** The commands that can be given, by the words behind `phasegate`; what only the shells call is none of them. */
export const COMMANDS: readonly string[] = everyCommand(buildProgram(() => undefined))
  .filter((command) => command.parent !== null && pathOf(command) !== 'complete')
  .filter((command) => command.commands.length === 0 || command.options.length > 0)
  .map(pathOf);

/** As which command a line is understood; nothing is loaded and nothing runs. A line that is wrong throws. */
export function understoodAs(line: string): string | undefined {
  const program = buildProgram(() => undefined);
  const said: string[] = [];
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    if (command !== program) {
      command.action(() => {
        said.push(pathOf(command));
      });
    }
  }
  program.parse(wordsOf(line), { from: 'user' });
  return said[0];
}

/** The words of a line as a shell makes them, without where its output goes. */
function wordsOf(line: string): string[] {
  const [call = ''] = line.split(' > ');
  return (call.match(/"[^"]*"|'[^']*'|\S+/g) ?? [])
    .slice(1)
    .map((word) => word.replaceAll(/["']/g, ''));
}
