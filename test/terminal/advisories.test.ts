import { openFeeds } from '@phasegate/scripts/stage/feeds';
import { openTerminal } from '@phasegate/scripts/stage/terminal';
import { expect, it } from 'vitest';

const NARROW = 'updates/macos/stable-rollout-10%/appcast.xml';

it('a block wants its range typed, an undo of it y/N; signed, on three platforms, in a real terminal', async () => {
  const feeds = await openFeeds();
  const { folder, home, remote } = feeds;
  const terminal = await openTerminal({ folder, environment: { HOME: home } });
  try {
    await terminal.enter('phasegate block ">=1.1.0 <1.1.3" --reason "it wipes settings"');
    await terminal.shows('Type >=1.1.0 <1.1.3 to go on');
    await terminal.type('>=1.1.0 <1.1.2');
    await terminal.press('Enter');
    expect(await terminal.ended()).toBe(3);
    expect(await remote.read(NARROW)).toContain('<sparkle:version>1.1.0');
    await terminal.clear();
    await terminal.enter('phasegate block ">=1.1.0 <1.1.3" --reason "it wipes settings"');
    await terminal.shows('Type >=1.1.0 <1.1.3 to go on');
    await terminal.type('>=1.1.0 <1.1.3');
    await terminal.press('Enter');
    expect(await terminal.ended()).toBe(0);
    const blocked = (await remote.read(NARROW)) ?? '';
    expect(blocked).not.toContain('<sparkle:version>1.1.0');
    expect(blocked).toContain('versions="&gt;=1.1.0 &lt;1.1.3"');
    await terminal.clear();
    await terminal.enter('phasegate undo');
    await terminal.shows('on macos, windows, linux?');
    await terminal.type('y');
    expect(await terminal.ended()).toBe(0);
    expect(await remote.read(NARROW)).toContain('<sparkle:version>1.1.0');
  } finally {
    await terminal.close();
    await feeds.close();
  }
}, 240_000);
