import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, removeFolder, temporaryFolder } from '@phasegate/testkit';
import { generateKey, keyFileText, openRoot, rootText, signRoot, seedOf } from '@phasegate/trust';
import type { Root } from '@phasegate/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { keyFilesIn, keysFolderOutside, makeKeys, writeKeys } from './key-folder.ts';
import { loadKeys } from './key-source.ts';
import type { KeyPlaces } from './key-source.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder('keys');
});
afterEach(() => removeFolder(folder));

const keys = { root: generateKey(), release: generateKey(), feed: generateKey() };

function roots(): readonly Root[] {
  const role = (key: typeof keys.root) => ({ keys: [key.public], threshold: 1 });
  const facts = { version: 1, expires: '2030-01-01T00:00:00Z', root: role(keys.root) };
  const roles = { targets: role(keys.release), timestamp: role(keys.feed) };
  const text = signRoot(rootText({ ...facts, ...roles }), [keys.root]);
  const opened = openRoot(Buffer.from(text));
  return opened.ok ? [opened.root] : [];
}

function places(more: Partial<KeyPlaces> = {}): KeyPlaces {
  return {
    files: { root: [], release: [], feed: [], sparkle: [] },
    texts: {},
    folder,
    stdin: async () => keyFileText(keys.feed),
    passphrase: async () => undefined,
    ...more,
  };
}

describe('the folder of the keys', () => {
  it('is its owner’s alone, and so is each key in it', async () => {
    const at = join(folder, 'deep', 'down');
    const [path = ''] = await writeKeys(at, makeKeys('feed', 1), undefined);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(at)).mode & 0o777).toBe(0o700);
  });

  it('never loses a key to another one', async () => {
    const made = makeKeys('feed', 1);
    const [path = ''] = await writeKeys(folder, made, undefined);
    const text = await readFile(path, 'utf8');
    await expect(writeKeys(folder, made, 'other')).rejects.toThrow('is there already');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('holds no secret in the clear where there is a passphrase', async () => {
    const [made] = makeKeys('release', 1);
    const [path = ''] = await writeKeys(folder, made === undefined ? [] : [made], 'long enough');
    const plain = JSON.parse(keyFileText(made?.key ?? keys.feed)) as { private: string };
    expect(await readFile(path, 'utf8')).not.toContain(plain.private);
  });

  it('may hold other files, which are passed over', async () => {
    await writeFile(join(folder, 'feed-0123456789ab.json'), 'no key');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeKeys(folder, [{ role: 'feed', key: keys.feed }], undefined);
    expect((await keyFilesIn(folder)).map(({ keyid }) => keyid)).toEqual([keys.feed.public.keyid]);
    expect(await keyFilesIn(join(folder, 'nothing'))).toEqual([]);
  });

  it('is never in the work tree of the feeds, under whatever name', async () => {
    const remote = await createRemote();
    const tree = await remote.clone();
    const link = join(folder, 'link');
    await mkdir(join(tree, 'sub'));
    await symlink(join(tree, 'sub'), link);
    for (const inside of [tree, join(tree, 'a', 'b'), join(tree, '.git', 'keys'), link]) {
      const answer = await keysFolderOutside(inside, tree);
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'bad-keys-folder' } });
    }
    for (const outside of [folder, `${tree}-keys`, join(folder, 'new')]) {
      expect((await keysFolderOutside(outside, tree)).ok).toBe(true);
    }
    await remote.dispose();
  });
});

describe('a key', () => {
  it('comes from the file that is named, else the environment, else the folder', async () => {
    const [own, text] = [generateKey(), generateKey()];
    await writeKeys(folder, [{ role: 'feed', key: keys.feed }], undefined);
    const file = join(folder, 'mine.json');
    await writeFile(file, keyFileText(own));
    const files = { root: [], release: [], feed: [file], sparkle: [] };
    const texts = { feed: keyFileText(text) };
    const idsWith = async (more: Partial<KeyPlaces>): Promise<unknown> => {
      const found = await loadKeys('feed', roots(), places(more));
      return found.ok ? found.value.map((key) => key.public.keyid) : found.refusal.code;
    };
    expect(await idsWith({ files, texts })).toEqual([own.public.keyid]);
    expect(await idsWith({ texts })).toEqual([text.public.keyid]);
    expect(await idsWith({})).toEqual([keys.feed.public.keyid]);
    expect(await idsWith({ files: { ...files, feed: ['-'] } })).toEqual([keys.feed.public.keyid]);
    expect(await idsWith({ folder: join(folder, 'nothing') })).toBe('no-feed-key');
    expect(await idsWith({ files: { ...files, feed: ['/nowhere'] } })).toBe('no-such-file');
  });

  it('for Sparkle comes from the same three places, as Sparkle writes it', async () => {
    const made = [generateKey(), generateKey(), generateKey()] as const;
    const [file, text, lying] = made.map((key) =>
      Buffer.from(seedOf(key), 'hex').toString('base64'),
    );
    const path = join(folder, 'exported');
    await writeFile(path, file ?? '');
    const files = { root: [], release: [], feed: [], sparkle: [path] };
    const keyWith = async (more: Partial<KeyPlaces>): Promise<unknown> => {
      const found = await loadKeys('sparkle', roots(), places(more));
      return found.ok ? found.value.map((key) => key.public.hex) : found.refusal.code;
    };
    expect(await keyWith({})).toBe('no-sparkle-key');
    await writeFile(join(folder, 'sparkle.key'), `${lying}\n`);
    const texts = { sparkle: text };
    expect(await keyWith({ files, texts })).toEqual([made[0].public.hex]);
    expect(await keyWith({ texts })).toEqual([made[1].public.hex]);
    expect(await keyWith({})).toEqual([made[2].public.hex]);
    expect(await keyWith({ texts: { sparkle: keyFileText(made[0]) } })).toBe('bad-key-file');
  });

  it('that is encrypted opens with its passphrase, and says why it does not', async () => {
    const texts = { feed: keyFileText(keys.feed, 'right') };
    const codeWith = async (phrase: string | undefined): Promise<string> => {
      const passphrase = async (): Promise<string | undefined> => phrase;
      const found = await loadKeys('feed', roots(), places({ texts, passphrase }));
      return found.ok ? 'opened' : found.refusal.code;
    };
    expect(await codeWith('right')).toBe('opened');
    expect(await codeWith('wrong')).toBe('wrong-passphrase');
    expect(await codeWith(undefined)).toBe('passphrase-needed');
  });
});
