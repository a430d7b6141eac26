import { generateKey } from '@phasegate/trust';
import { describe, expect, it } from 'vitest';

import type { AddRelease } from '../../command.ts';
import { releaseIn } from '../../feeds/item-facts.ts';
import { add, changeOf, CONFIG, memoryProduct, refusalOf, start } from '../../memory.fixture.ts';
import type { MemoryProduct } from '../../memory.fixture.ts';

const KEYS = {
  feed: [generateKey()],
  release: [generateKey()],
  root: [generateKey(), generateKey()],
};
const LEDGER = 'updates/linux/rollout.json';

/** The fixture's release with its file under another architecture, or another file. */
function withFile(version: string, file: object, release: object = {}): AddRelease {
  const command = add(version);
  const linux = command.packages.linux?.map((one) => ({ ...one, ...file }));
  return { ...command, release: { ...command.release, ...release }, packages: { linux } };
}

const START = { kind: 'start', version: add('1.1.0').release.version, phase: undefined } as const;
const arm64 = { arch: 'arm64', url: 'https://example.com/notes-arm64.AppImage' } as const;

function itemOf({ files }: MemoryProduct, version: string): string {
  const { releases } = JSON.parse(files.get(LEDGER) ?? '') as {
    releases: readonly { version: string; item: string }[];
  };
  return releases.find((one) => one.version === version)?.item ?? '';
}

function packagesOf(product: MemoryProduct, version: string): readonly (string | undefined)[] {
  const release = releaseIn(itemOf(product, version), 'linux');
  return (release?.packages ?? []).map(({ arch, url }) => `${arch} ${url}`);
}

async function messageOf(product: MemoryProduct, command: AddRelease): Promise<string> {
  const planned = await product.run(command);
  return planned.ok ? planned.plan.headline : planned.refusal.message;
}

describe('a draft', () => {
  it('takes the files of each build machine, whoever comes first', async () => {
    const [one, other] = [await memoryProduct(['1.0.0']), await memoryProduct(['1.0.0'])];
    await one.change(add('1.1.0'));
    const change = await one.change(withFile('1.1.0', arm64));
    await other.change(withFile('1.1.0', arm64));
    await other.change(add('1.1.0'));
    expect(packagesOf(one, '1.1.0')).toEqual([
      'x64 https://example.com/notes-1.1.0.AppImage',
      'arm64 https://example.com/notes-arm64.AppImage',
    ]);
    const undated = (item: string): string => item.replace(/<pubDate>.*<\/pubDate>/, '');
    expect(undated(itemOf(one, '1.1.0'))).toBe(undated(itemOf(other, '1.1.0')));
    expect(change.summary).toEqual([
      '1.1.0 on linux is a draft with 2 files; no machine sees it yet',
      'Added to it: arm64 AppImage',
    ]);
    expect(await refusalOf(one, add('1.1.0'))).toBe('nothing-to-do');
    expect(await refusalOf(one, withFile('1.1.0', arm64))).toBe('nothing-to-do');
  });

  it('keeps the words that a later machine does not give, and takes those that it does', async () => {
    const product = await memoryProduct(['1.0.0']);
    const notes = { format: 'html', text: '<p>New</p>' } as const;
    const words = {
      title: 'A & B',
      notes,
      channel: 'beta',
      critical: true,
      minimumSystemVersion: '10.15',
    };
    await product.change({ ...withFile('1.1.0', {}, words), plainNotes: 'New' });
    await product.change(withFile('1.1.0', arm64, { minimumSystemVersion: '11' }));
    const { releases } = JSON.parse(product.files.get(LEDGER) ?? '') as {
      releases: readonly { version: string; notes?: string }[];
    };
    expect(releases.map((one) => [one.version, one.notes])).toEqual([
      ['1.0.0', undefined],
      ['1.1.0', 'New'],
    ]);
    expect(releaseIn(itemOf(product, '1.1.0'), 'linux')).toMatchObject({
      title: 'A & B',
      notes,
      channel: 'beta',
      critical: { below: undefined },
      minimumSystemVersion: [11],
      packages: [{ arch: 'x64' }, { arch: 'arm64' }],
    });
  });

  it('has a file replaced by another one for the same machines, and says so', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    const { summary } = await product.change(withFile('1.1.0', { length: 2000 }));
    expect(summary).toContain('Replaced in it: x64 AppImage, with another file or address');
    expect(packagesOf(product, '1.1.0')).toHaveLength(1);
    expect(await refusalOf(product, withFile('1.1.0', { length: 2000 }))).toBe('nothing-to-do');
  });

  it('of several platforms is one commit, and one file that is wrong stops all', async () => {
    const config = { ...CONFIG, platforms: ['macos', 'windows', 'linux'] as const };
    const product = await memoryProduct(['1.0.0'], config);
    const linux = add('1.1.0').packages.linux;
    const macos = add('1.1.0', 'macos').packages.macos;
    const command = { ...add('1.1.0'), packages: { linux, macos } };
    const change = await product.change(command);
    expect(change.platforms).toEqual(['macos', 'linux']);
    expect(change.headline).toBe('Add 1.1.0 on macos, linux');
    await product.change({ ...START, platforms: ['macos'] });
    const other = macos?.map((one) => ({ ...one, length: 7 }));
    expect(await refusalOf(product, { ...command, packages: { linux, macos: other } })).toBe(
      'already-there',
    );
  });

  it('warns of what the build has and no client installs', async () => {
    const product = await memoryProduct(['1.0.0']);
    const { warnings } = await product.change({ ...add('1.1.0'), passedOver: ['notes.snap: no'] });
    expect(warnings).toEqual(['Not taken: notes.snap: no']);
  });
});

describe('a draft whose feeds are signed', () => {
  async function signed(): Promise<MemoryProduct> {
    return memoryProduct(['1.0.0'], { ...CONFIG, trust: 'signed' }, { ...KEYS, fresh: [] });
  }

  it('keeps floor and signature of the files that it has, and gives new ones the same floor', async () => {
    const product = await signed();
    await product.change({ ...add('1.1.0'), floor: add('1.1.0').release.version });
    const before = /phasegate:signature="[^"]*"/.exec(itemOf(product, '1.1.0'))?.[0];
    await product.change(withFile('1.1.0', arm64));
    const item = itemOf(product, '1.1.0');
    expect(item).toContain(before);
    expect(item.match(/phasegate:floor="1\.1\.0"/g)).toHaveLength(2);
    expect(await refusalOf(product, withFile('1.1.0', arm64))).toBe('nothing-to-do');
  });

  it('does not lend the release key to a file that somebody has put into the ledger', async () => {
    const product = await signed();
    await product.change(add('1.1.0'));
    const tampered = (product.files.get(LEDGER) ?? '').replaceAll('notes-1.1.0', 'evil-1.1.0');
    const other = tampered.replaceAll(/(evil-1\.1\.0\.AppImage\\" length=\\")1000/g, '$11001');
    expect(other).not.toBe(tampered);
    product.files.set(LEDGER, other);
    expect(await refusalOf(product, withFile('1.1.0', arm64))).toBe('bad-ledger');
    // Its own builder may put it right.
    expect(changeOf(await product.run(add('1.1.0'))).kind).toBe('change');
    expect(packagesOf(product, '1.1.0')).toEqual(['x64 https://example.com/notes-1.1.0.AppImage']);
  });
});

describe('what was published', () => {
  it('takes the same again and nothing else, and says what differs', async () => {
    const product = await memoryProduct(['1.0.0']);
    const notes = { format: 'plain-text', text: 'First' } as const;
    const first = withFile('1.1.0', {}, { notes, critical: true });
    await product.change(first);
    await product.change(start('1.1.0'));
    expect(await refusalOf(product, first)).toBe('nothing-to-do');
    expect(await refusalOf(product, add('1.1.0'))).toBe('nothing-to-do');
    expect(await messageOf(product, withFile('1.1.0', arm64))).toBe(
      '1.1.0 on linux is rolling and was published without arm64 AppImage',
    );
    expect(await messageOf(product, withFile('1.1.0', { length: 1 }))).toBe(
      '1.1.0 on linux is rolling and was published with other files: x64 AppImage differs',
    );
    expect(
      await messageOf(product, withFile('1.1.0', {}, { notes: { ...notes, text: '2' } })),
    ).toBe('1.1.0 on linux is rolling and was published with another text of release notes');
  });
});
