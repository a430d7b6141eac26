import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const REASON = ['--reason', 'Closes while it opens a large notebook', '--yes'] as const;

/** The feed that everybody reads, as the host serves it. */
async function stable(): Promise<string> {
  return (await fetch(`${world.site.url}/updates/linux/stable/appcast.xml`)).text();
}

async function idOf(kind: string): Promise<string> {
  const { stdout } = await world.run('advisory', 'list', '--json');
  const { advisories } = JSON.parse(stdout) as { advisories: { id: string; kind: string }[] };
  return advisories.find((one) => one.kind === kind)?.id ?? '';
}

describe('what users read of a rollback', () => {
  it('comes from flags over a file over a template, in several languages, to a real machine', async () => {
    const file = path.join(await temporaryFolder('advisory'), 'advisory.yml');
    await writeFile(
      file,
      'data: safe\nsupport: https://example.com/help\ntexts:\n  fr: { issue: Notes peut se fermer }\n',
    );
    await world.ship('1.1.0', 10);
    const machine = await world.machine(7);
    await machine.check();
    await machine.press('install');
    const words = ['--template', 'crash', '--advisory', file, '--deadline', '48h'];
    const flags = ['--timeline', 'On Friday', '--issue.de', 'Notes schließt sich'];
    const out = ['--alternative', 'https://example.com/notes-1.0.0.AppImage'];
    await world.run('rollback', '1.1.0', ...REASON, ...words, ...flags, ...out);
    const feed = await stable();
    for (const text of [
      '<phasegate:issue>Notes 1.1.0 can close by itself.</phasegate:issue>',
      '<phasegate:issue>Notes schließt sich</phasegate:issue>',
      '<phasegate:issue>Notes peut se fermer</phasegate:issue>',
      '<phasegate:timeline>On Friday</phasegate:timeline>',
      'Use 1.0.0 until a fixed version is out.',
      '<phasegate:link rel="download" href="https://example.com/notes-1.0.0.AppImage"/>',
      '<phasegate:link rel="support" href="https://example.com/help"/>',
      'data="safe"',
    ]) {
      expect(feed).toContain(text);
    }
    expect(feed).toMatch(/deadline="\d{4}-/);
    const { notice } = await machine.check();
    expect(notice).toMatchObject({ kind: 'withdrawn', severity: 'high' });
    expect(JSON.stringify(notice)).toContain('Notes 1.1.0 can close by itself.');
  });

  it('is what was meant, whatever was typed', async () => {
    await world.ship('1.1.0', 10);
    const nasty = '</phasegate:issue><item/> "&amp;" ]]> $(id) `id` {{ app }} \u202Eevil\u202C';
    await world.run('rollback', '1.1.0', ...REASON, '--issue', nasty, '--issue.ar=\u2067خطأ\u2069');
    const [row] = await world.everybody('1.1.0');
    expect(row?.decision).toMatchObject({ kind: 'go-back', version: '1.0.0' });
    const feed = await stable();
    expect(feed).toContain(
      '&lt;/phasegate:issue&gt;&lt;item/&gt; "&amp;amp;" ]]&gt; $(id) `id` {{ app }} evil<',
    );
    expect(feed).toContain('<phasegate:issue>خطأ</phasegate:issue>');
  });

  it('may be nothing: machines go back all the same, and only the menu says why', async () => {
    await world.ship('1.1.0', 10);
    const machine = await world.machine(7);
    await machine.check();
    await machine.press('install');
    await world.run('rollback', '1.1.0', ...REASON, '--severity', 'critical', '--notice', 'off');
    const { notice } = await machine.check();
    expect(notice).toMatchObject({ kind: 'withdrawn', severity: 'low' });
    const [row] = await world.everybody('1.1.0');
    expect(row?.decision).toMatchObject({ kind: 'go-back', version: '1.0.0' });
  });

  it('can be corrected, and reads as the new revision', async () => {
    await world.ship('1.1.0', 10);
    await world.run('rollback', '1.1.0', ...REASON, '--issue', 'It closes');
    const id = await idOf('withdrawn');
    await world.run('advisory', 'correct', id, '--issue', 'It can close', '--yes');
    const feed = await stable();
    expect(feed).toMatch(new RegExp(`id="${id}"\\s+revision="2"`));
    expect(feed).toContain('<phasegate:issue>It can close</phasegate:issue>');
    expect(feed).not.toContain('It closes');
  });
});

describe('withdraw', () => {
  it('leaves a marked item, which no machine takes', async () => {
    await world.ship('1.1.0', 100);
    await world.run('withdraw', '1.1.0', ...REASON);
    expect(await stable()).toContain('sparkle:withdrawn="true"');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual([]);
    const { stdout } = await world.run('verify');
    expect(stdout).not.toContain('✖');
  });
});

describe('a block', () => {
  it('keeps a range from all hundred buckets until it is lifted', async () => {
    await world.ship('1.1.0', 50);
    const range = '>=1.1.0 <1.1.3';
    const refused = await world.operator.phasegate(
      'block',
      range,
      '--reason',
      'x',
      '--confirm',
      '1',
    );
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(range)]);
    await world.run('block', range, '--reason', 'It wipes settings', '--confirm', range);
    const rows = await world.everybody('1.0.0');
    expect(bucketsOffered(rows, '1.1.0')).toEqual([]);
    const there = await world.everybody('1.1.0');
    expect(new Set(there.map(({ decision }) => decision.kind))).toEqual(new Set(['go-back']));
    expect(there[99]?.notices).toMatchObject([{ kind: 'blocked' }]);
    await world.run('unblock', range, '--yes');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(50));
    expect(await stable()).toContain('kind="resolved"');
  });
});
