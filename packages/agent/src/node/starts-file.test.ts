import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseVersion } from '@phasegate/rollout';
import type { Version } from '@phasegate/rollout';
import { temporaryFolder, until } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { openStartLog } from './starts-file.ts';

const version = parseVersion('1.1.0') as Version;
const silent = { warn: () => undefined };

/** An app in a process of its own: it counts its start, then ends as told. */
function app(folder: string, ending: string): string {
  const program = `
    import { openStartLog } from ${JSON.stringify(path.join(import.meta.dirname, 'starts-file.ts'))};
    const starts = openStartLog(${JSON.stringify(folder)}, '1.1.0', { warn: (line) => console.log(line) });
    console.log(String(starts.crashing));
    ${ending}`;
  const args = ['--conditions=source', '--input-type=module', '-e', program];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trim();
}

/** A process that is dead, and whose parent never asks for it. */
async function unburied(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString('utf8'));
  await until(async () => /\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8')) || undefined, {
    what: 'the child to be dead',
  });
  return pid;
}

const DIES = "process.kill(process.pid, 'SIGKILL');";

describe('starts of a real process', () => {
  it('that is killed each time are a crash loop at the fourth', async () => {
    const folder = await temporaryFolder('starts');
    const said = [DIES, DIES, DIES, DIES, 'starts.confirm();', DIES].map((end) => app(folder, end));
    expect(said).toEqual(['undefined', 'undefined', 'undefined', '3', '4', 'undefined']);
  });

  it('that are quit in an orderly way never are', async () => {
    const folder = await temporaryFolder('starts');
    const said = Array.from({ length: 5 }, () => app(folder, 'starts.quit();'));
    expect(new Set(said)).toEqual(new Set(['undefined']));
  });

  it('are a crash loop also where nobody buries the dead, or another program has their process id', async () => {
    const folder = await temporaryFolder('starts');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const stranger = spawn('sleep', ['60']);
    for (const pid of [stranger.pid, await unburied()]) {
      const text = { schema: 'phasegate/starts@1', version, starts: 3, pid };
      await writeFile(path.join(folder, 'starts.json'), JSON.stringify(text));
      expect(openStartLog(folder, version, silent).crashing).toBe(3);
    }
    const beside = { schema: 'phasegate/starts@1', version, starts: 3, pid: child.pid };
    await writeFile(path.join(folder, 'starts.json'), JSON.stringify(beside));
    expect(app(folder, DIES)).toBe('undefined');
    child.kill();
    stranger.kill();
  });

  it('are not counted twice when a second instance comes up beside this one', async () => {
    const folder = await temporaryFolder('starts');
    openStartLog(folder, version, silent);
    const before = await readFile(path.join(folder, 'starts.json'), 'utf8');
    expect(app(folder, DIES)).toBe('undefined');
    expect(await readFile(path.join(folder, 'starts.json'), 'utf8')).toBe(before);
  });
});

describe('the file of the starts', () => {
  it('that is damaged reads as none, and leaves nothing beside itself', async () => {
    const folder = await temporaryFolder('starts');
    await writeFile(path.join(folder, 'starts.json'), '{"schema":');
    expect(openStartLog(folder, version, silent)).toMatchObject({ crashing: undefined });
    expect(await readdir(folder)).toEqual(['starts.json']);
  });

  it('that cannot take the place of what stands there leaves no half of itself', async () => {
    const folder = await temporaryFolder('starts');
    await mkdir(path.join(folder, 'starts.json'));
    openStartLog(folder, version, silent);
    expect(await readdir(folder)).toEqual(['starts.json']);
  });

  it('that cannot be written is said in the log, and the app runs', async () => {
    const lines: string[] = [];
    const file = path.join(await temporaryFolder('starts'), 'file');
    await writeFile(file, 'no folder');
    const log = openStartLog(path.join(file, 'agent'), version, {
      warn: (line) => lines.push(line),
    });
    log.confirm();
    expect(lines[0]).toContain('this start could not be counted');
  });
});
