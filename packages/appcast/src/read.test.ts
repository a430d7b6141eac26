import { describe, expect, it } from 'vitest';
import { channelOf, feedOf, readAs, sample, sampleBytes } from '../../../test/feeds/sample.ts';

const item = (inner: string): string =>
  channelOf(`<item><sparkle:version>1.0.0</sparkle:version>${inner}</item>`);
const enclosure = (attributes: string): string =>
  item(`<enclosure url="https://example.com/a.zip" ${attributes}/>`);
const packageOf = (
  attributes: string,
  platform: 'macos' | 'windows' | 'linux' = 'linux',
): unknown => feedOf(enclosure(attributes), { platform }).releases[0]?.packages[0];

describe('a feed as generate_appcast makes it', () => {
  const feed = feedOf(sampleBytes('sparkle-generate-appcast.xml'), { platform: 'macos' });

  it('reads the short version where sparkle:version is a build number', () => {
    expect(feed.releases.map(({ version }) => version)).toEqual(['2.1.0', '2.0.0', '1.9.0']);
    expect(feed.unusable).toEqual([]);
  });

  it('reads what the items ask for', () => {
    expect(feed.releases).toMatchObject([
      { minimumSystemVersion: [12, 0], channel: undefined, critical: undefined },
      { minimumSystemVersion: [11, 5], minimumAutoupdateVersion: '1.9.0' },
      { maximumSystemVersion: [13, 99], channel: 'beta', critical: { below: '1.8.2' } },
    ]);
  });

  it('reads notes and links', () => {
    const [first, second, third] = feed.releases;
    expect(first?.notes).toMatchObject({ format: 'html' });
    expect(first?.notes?.text).toContain('Fixes & polish</li></ul>');
    expect(second?.notesUrl).toBe('https://example.com/notes/2.0.0.html');
    expect(third?.link).toBe('https://example.com/blog/1.9');
  });

  it('takes a delta for no package', () => {
    expect(feed.releases[0]?.packages).toEqual([
      {
        url: 'https://example.com/downloads/Notes%202.1.0.zip',
        length: 48_230_112,
        sha512: undefined,
        arch: undefined,
        kind: 'zip',
        os: undefined,
        floor: undefined,
        signature: undefined,
      },
    ]);
  });

  it('reads the same after Python has rewritten it with other prefixes', () => {
    const rewritten = feedOf(sampleBytes('python-elementtree.xml'), { platform: 'macos' });
    expect(sample('python-elementtree.xml')).toContain('<ns0:version>');
    expect(rewritten.releases).toEqual(feed.releases.slice(0, 2));
  });
});

describe('a feed by hand', () => {
  it('reads versions through comments and CDATA, and notes as they are', () => {
    const feed = feedOf(sampleBytes('by-hand.xml'));
    expect(feed.title).toBe('Notes — updates');
    expect(feed.releases).toMatchObject([
      { version: '1.3.0', title: 'Notes 1.3.0 🚀', packages: [{ kind: 'AppImage' }] },
      { version: '1.2.0', critical: { below: undefined } },
      { version: '1.1.0', packages: [{ kind: 'deb' }] },
      { version: '1.0.5', withdrawn: true },
      { version: '1.0.0', packages: [{ kind: 'rpm' }] },
    ]);
    expect(feed.releases[0]?.notes?.text).toContain('a literal ]]> and </item> in the notes');
  });

  it('reads the same with a BOM and CRLF', () => {
    expect(sampleBytes('by-hand-crlf-bom.xml').subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(feedOf(sampleBytes('by-hand-crlf-bom.xml'))).toEqual(feedOf(sampleBytes('by-hand.xml')));
  });
});

describe('a feed for WinSparkle', () => {
  it('lets the version on the enclosure win, and reads its systems', () => {
    const feed = feedOf(sampleBytes('winsparkle.xml'), { platform: 'windows' });
    expect(feed.releases).toMatchObject([
      {
        version: '3.2.1',
        packages: [
          { os: 'windows', arch: 'x64', kind: 'nsis', length: 0 },
          { os: 'windows', arch: 'arm64', length: 65_432_100 },
        ],
      },
      { version: '3.2.0', packages: [{ os: 'windows', arch: undefined, length: undefined }] },
    ]);
    expect(feed.unusable).toEqual([{ at: 2, version: '3.1.0.77', code: 'not-semver' }]);
  });
});

describe('a feed for several systems', () => {
  it.each([
    ['macos', 'https://example.com/notes-1.1.0.zip'],
    ['windows', 'https://example.com/notes-1.1.0.exe'],
    ['linux', 'https://example.com/notes-1.1.0.AppImage'],
  ] as const)('gives %s its own item of a version', (platform, url) => {
    const feed = feedOf(sampleBytes('several-systems.xml'), { platform });
    expect(feed.releases.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
    expect(feed.releases[0]?.packages.map((one) => one.url)).toEqual([url]);
    expect(feed.unusable).toEqual([]);
  });
});

describe('a feed of ours', () => {
  it('reads as it was meant', () => {
    const feed = feedOf(sampleBytes('phasegate.xml'));
    expect(feed).toMatchObject({
      title: 'Notes',
      identity: { app: 'com.example.notes', name: 'stable-rollout-10%', sequence: 42, root: 3 },
      unusable: [],
      remarks: [],
    });
    expect(feed.releases[0]?.packages[0]).toMatchObject({
      arch: 'x64',
      kind: 'AppImage',
      floor: '1.0.0',
      signature: 'KEYID:HEX',
      sha512: expect.stringMatching(/==$/),
    });
    expect(feed.advisories).toMatchObject([
      {
        kind: 'withdrawn',
        versions: '1.1.0',
        issued: Date.UTC(2026, 10, 23, 4),
        texts: [{ language: 'en', instruction: 'Go back to 1.0.0 until 1.1.1 is out' }],
        action: { kind: 'go-back', version: '1.0.0' },
        links: [{ rel: 'details', href: 'https://example.com/status/1' }],
      },
    ]);
  });

  it.each([
    ['sequence="42"', 'sequence="042"'],
    ['sequence="42"', 'sequence="0"'],
    ['sequence="42"', `sequence="${2 ** 48 + 1}"`],
    ['sequence="42"', 'sequence="4e1"'],
    ['issued="2026-11-23T04:00:00Z" expires', 'issued="2026-11-23" expires'],
    ['app="com.example.notes"', ''],
    ['root="3"', 'root="three"'],
    ['<phasegate:advisory ', '<phasegate:feed/><phasegate:advisory '],
  ])('says nothing of itself with %j -> %j', (from, to) => {
    const text = sample('phasegate.xml');
    expect(text).toContain(from);
    const feed = feedOf(text.replace(from, to));
    expect(feed.identity).toBeUndefined();
    expect(feed.remarks).toEqual([{ code: 'bad-identity', advisory: undefined }]);
    expect(feed.releases).toHaveLength(1);
  });
});

describe('a bad item', () => {
  it('never takes the feed down with it', () => {
    const feed = feedOf(sampleBytes('bad-items.xml'));
    expect(feed.unusable).toEqual([
      { at: 0, version: undefined, code: 'no-version' },
      { at: 1, version: 'v1.9.0', code: 'not-semver' },
      { at: 2, version: '1.8', code: 'not-semver' },
      { at: 3, version: '1.7.0', code: 'bad-url' },
      { at: 4, version: '1.6.0', code: 'bad-url' },
      { at: 5, version: '1.5.0', code: 'bad-length' },
      { at: 6, version: '1.4.0', code: 'bad-digest' },
      { at: 7, version: '1.3.0', code: 'bad-requirement' },
      { at: 8, version: '1.2.0', code: 'bad-requirement' },
      { at: 9, version: '1.1.0', code: 'bad-requirement' },
      { at: 11, version: '1.0.0', code: 'duplicate-version' },
    ]);
    expect(feed.releases[0]?.packages[0]?.url).toBe('https://example.com/good.zip');
  });

  it('is still heard when it says that it is withdrawn', () => {
    const { releases } = feedOf(sampleBytes('bad-items.xml'));
    expect(releases[1]).toMatchObject({ version: '0.9.0', withdrawn: true, packages: [] });
  });

  it('that repeats a version and withdraws it is heard as well', () => {
    const version = '<sparkle:version>1.0.0</sparkle:version>';
    const feed = feedOf(
      channelOf(`<item>${version}</item><item sparkle:withdrawn="true">${version}</item>`),
    );
    expect(feed.releases).toMatchObject([{ version: '1.0.0', withdrawn: true }]);
  });

  it('shows at most 64 characters of its version', () => {
    const long = `<item><sparkle:version>${'9'.repeat(500)}</sparkle:version></item>`;
    expect(feedOf(channelOf(long)).unusable[0]?.version).toHaveLength(64);
  });
});

describe('a broken file', () => {
  it.each([
    ['broken-truncated.xml', 'malformed'],
    ['broken-ampersand.xml', 'malformed'],
    ['broken-prefix.xml', 'malformed'],
    ['broken-html.xml', 'doctype'],
    ['broken-atom.xml', 'not-an-appcast'],
  ])('%s is refused as a whole', (file, code) => {
    expect(readAs(sampleBytes(file))).toMatchObject({ ok: false, problem: { code } });
  });

  it('is refused for its size before it is looked at', () => {
    const problem = { code: 'too-large', message: expect.stringContaining('1048577 bytes') };
    expect(readAs(Buffer.alloc(1_048_577, 0xff))).toEqual({ ok: false, problem });
    expect(readAs(Buffer.alloc(1_048_576, 0xff))).toMatchObject({ problem: { code: 'not-utf8' } });
  });

  it('is no item where an item lies elsewhere than at rss/channel/item', () => {
    const version = '<sparkle:version>1.0.0</sparkle:version>';
    const inside = channelOf(`<x><item>${version}</item></x>`);
    const other = channelOf(`<item xmlns="urn:other">${version}</item>`);
    for (const text of [inside, other]) {
      expect(feedOf(text)).toMatchObject({ releases: [], unusable: [] });
    }
  });
});

describe('an enclosure', () => {
  it('takes its format from its name, else from the ending of its path', () => {
    const kind = (file: string): unknown =>
      feedOf(item(`<enclosure url="https://example.com/${file}"/>`)).releases[0]?.packages[0]?.kind;
    expect(
      ['a.AppImage', 'a.deb', 'a.rpm', 'a.exe?x=.zip', 'a.ZIP', 'a.dmg', 'zip'].map(kind),
    ).toEqual(['AppImage', 'deb', 'rpm', 'nsis', 'zip', undefined, undefined]);
    expect(packageOf('phasegate:package="AppImage"')).toMatchObject({ kind: 'AppImage' });
    expect(packageOf('phasegate:package="flatpak"')).toMatchObject({ kind: undefined });
  });

  it('keeps its real system while it is hidden from stock clients', () => {
    expect(packageOf('sparkle:os="withdrawn" phasegate:os="linux"')).toMatchObject({ os: 'linux' });
    expect(packageOf('sparkle:os="withdrawn"')).toMatchObject({ os: 'withdrawn' });
  });

  it.each([
    ['macos', { os: 'macos', arch: undefined }],
    ['Windows', { os: 'windows', arch: undefined }],
    ['windows-x86', { os: 'windows', arch: 'ia32' }],
    ['linux-arm64', { os: 'linux', arch: 'arm64' }],
    ['windows-mips', { os: 'windows-mips', arch: undefined }],
    ['beos', { os: 'beos', arch: undefined }],
  ])('reads sparkle:os="%s"', (os, expected) => {
    expect(packageOf(`sparkle:os="${os}"`)).toMatchObject(expected);
  });

  it('for an architecture that we do not know is left out, not taken for any', () => {
    expect(packageOf('phasegate:arch="riscv64"')).toBeUndefined();
    expect(packageOf('phasegate:arch="arm64" sparkle:os="linux-x64"')).toMatchObject({
      arch: 'arm64',
    });
  });

  it('that names another version than the first is no package of the release', () => {
    const two = ['1.0.0', '1.0.1'].map(
      (version) =>
        `<enclosure url="https://example.com/${version}.zip" sparkle:version="${version}"/>`,
    );
    const [release] = feedOf(channelOf(`<item>${two.join('')}</item>`)).releases;
    expect(release).toMatchObject({
      version: '1.0.0',
      packages: [{ url: 'https://example.com/1.0.0.zip' }],
    });
  });

  it.each(['0', '9007199254740991'])('may be %s bytes long', (length) => {
    expect(packageOf(`length="${length}"`)).toMatchObject({ length: Number(length) });
  });

  it.each(['9007199254740992', '-1', '1.5', '0x10', '1e3', '', '１'])(
    'is never %j bytes long',
    (length) => {
      expect(feedOf(enclosure(`length="${length}"`)).unusable[0]?.code).toBe('bad-length');
    },
  );
});

describe('notes', () => {
  it.each([
    ['', 'html'],
    [' sparkle:format="html"', 'html'],
    [' sparkle:format="plain-text"', 'plain-text'],
    [' sparkle:format="markdown"', 'plain-text'],
  ])('with%j are %s', (format, expected) => {
    const [release] = feedOf(item(`<description${format}>a &lt;b&gt;</description>`)).releases;
    expect(release?.notes).toEqual({ format: expected, text: 'a <b>' });
  });

  it('that are empty are none', () => {
    const [release] = feedOf(item('<description> </description><sparkle:channel/>')).releases;
    expect(release).toMatchObject({ notes: undefined, channel: undefined });
  });
});
