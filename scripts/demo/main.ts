import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Interface } from 'node:readline/promises';
import { parseArgs, styleText } from 'node:util';
import { SetupError } from '../setup/setup-error.ts';
import { setStage } from '../stage/stage.ts';
import { STORY_VERSIONS, tellTheLoop } from './story.ts';
import type { Teller } from './story.ts';

const { values } = parseArgs({
  options: {
    headed: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const output = path.resolve(import.meta.dirname, '../../demo-output');

/** `pnpm demo [--headed]`: the loop on real parts, told step by step, with a picture of each window. */
async function main(): Promise<number> {
  if (values.help) {
    console.log('pnpm demo [--headed]   --headed uses your display and waits at each step');
    return 0;
  }
  await mkdir(output, { recursive: true });
  // Its own of the last time; the folders beside them hold pictures of other things.
  const old = (await readdir(output)).filter((name) => name.endsWith('.png'));
  await Promise.all(old.map((name) => rm(path.join(output, name))));
  console.log(
    styleText('bold', 'Phasegate: a bad release, from rollout to rollback, on real parts\n'),
  );
  const began = performance.now();
  const say = (line: string): void => console.log(styleText('dim', `   ${line}`));
  const stage = await setStage({ versions: STORY_VERSIONS, headed: values.headed, say });
  console.log(styleText('dim', `   set-up took ${since(began)}\n`));
  const start = performance.now();
  const keyboard = values.headed
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  try {
    await tellTheLoop(stage, narrator(keyboard));
  } finally {
    keyboard?.close();
    await stage.close();
  }
  console.log(`\n${styleText('green', 'Done')} in ${since(start)}. Pictures: demo-output/`);
  return 0;
}

function narrator(keyboard: Interface | undefined): Teller {
  let steps = 0;
  let pictures = 0;
  return {
    step: async (sentence, work) => {
      steps += 1;
      console.log(`${styleText('bold', String(steps).padStart(2))} ${sentence}`);
      await keyboard?.question(styleText('dim', '   press Enter '));
      const began = performance.now();
      const result = await work();
      console.log(styleText('green', `   done in ${since(began)}`));
      return result;
    },
    picture: async (desktop, name) => {
      pictures += 1;
      const file = `${String(pictures).padStart(2, '0')}-${name}.png`;
      // Notices slide in; the picture shows where they end.
      await desktop.page().screenshot({ path: path.join(output, file), animations: 'disabled' });
      console.log(styleText('dim', `   picture: demo-output/${file}`));
    },
    printed: (command, answer) => {
      console.log(styleText('cyan', `   $ phasegate ${command.map(quoted).join(' ')}`));
      for (const line of answer.stdout.trimEnd().split('\n')) {
        console.log(styleText('dim', `     ${line}`));
      }
    },
  };
}

function quoted(word: string): string {
  return /^[\w./:%@=-]+$/.test(word) ? word : JSON.stringify(word);
}

function since(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

try {
  process.exitCode = await main();
} catch (error) {
  // A setup error says in words what to do; anything else is a step of the story that did not come true.
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  process.exitCode = 1;
}
