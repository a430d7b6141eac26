import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFolder } from '@phasegate/testkit';
import { beforeEach, describe, expect, it } from 'vitest';

import { configText, parseConfig } from '../state/config.ts';
import { appendHistory } from '../state/history.ts';
import { ledgerText, parseLedger } from '../state/ledger.ts';
import { CONFIG, memoryProduct, rollback } from '../memory.fixture.ts';
import { packagesFrom } from './release-files.ts';

const BYTES = Buffer.from('an AppImage');
const SHA512 = createHash('sha512').update(BYTES).digest('base64');

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder('release');
  await writeFile(join(folder, 'notes-1.1.0-arm64.AppImage'), BYTES);
});

describe('the files of a release', () => {
  it('are measured, and their format is told by the name', async () => {
    const file = join(folder, 'notes-1.1.0-arm64.AppImage');
    const urls = ['https://example.com/notes%20x.AppImage'];
    expect(
      await packagesFrom({
        platform: 'linux',
        files: [file],
        urls,
        archs: ['arm64'],
        edSignatures: [],
      }),
    ).toEqual({
      ok: true,
      value: {
        packages: [{ url: urls[0], length: 11, sha512: SHA512, arch: 'arm64', kind: 'AppImage' }],
        files: { [urls[0] ?? '']: { path: file } },
      },
    });
  });

  it('are refused without an address, over plain http, and where they are not there', async () => {
    const file = join(folder, 'notes-1.1.0-arm64.AppImage');
    const ask = async (files: string[], urls: string[]): Promise<unknown> => {
      const read = await packagesFrom({
        platform: 'linux',
        files,
        urls,
        archs: [],
        edSignatures: [],
      });
      return read.ok ? 'taken' : read.refusal.code;
    };
    expect(await ask([file], [])).toBe('bad-argument');
    expect(await ask([file], ['http://example.com/x.AppImage'])).toBe('bad-argument');
    expect(await ask([join(folder, 'nothing.AppImage')], ['https://example.com/x.AppImage'])).toBe(
      'no-such-file',
    );
    expect(await ask([file], ['http://127.0.0.1:8080/x.AppImage'])).toBe('taken');
  });
});

describe("Sparkle's signatures that an operator brings", () => {
  const file = (): string => join(folder, 'notes-1.1.0-arm64.AppImage');
  const urls = ['https://example.com/x.AppImage'];
  const ask = (edSignatures: string[]): ReturnType<typeof packagesFrom> =>
    packagesFrom({ platform: 'linux', files: [file()], urls, archs: [], edSignatures });

  it('go with their files', async () => {
    const edSignature = Buffer.alloc(64, 1).toString('base64');
    expect(await ask([edSignature])).toMatchObject({
      value: { files: { [urls[0] ?? '']: { path: file(), edSignature } } },
    });
  });

  it('are refused where there are more or fewer than files, and where one can be none', async () => {
    const good = Buffer.alloc(64, 1).toString('base64');
    const short = Buffer.alloc(63, 1).toString('base64');
    for (const wrong of [[good, good], [short], [`${good} `], ['sparkle:edSignature="x"'], ['']]) {
      expect(await ask(wrong)).toMatchObject({ refusal: { code: 'bad-argument' } });
    }
  });
});

describe('files of the operators', () => {
  it('keep what a newer version of Phasegate wrote into the ledger', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await product.change(rollback(['1.1.0']));
    const path = 'updates/linux/rollout.json';
    const json = JSON.parse(product.files.get(path) ?? '') as { releases: object[] };
    const extended = {
      ...json,
      later: 1,
      releases: json.releases.map((one) => ({ ...one, tag: 'x' })),
    };
    const read = parseLedger(JSON.stringify(extended), path);
    const written = read.ok ? (JSON.parse(ledgerText(read.value)) as object) : {};
    expect(written).toEqual(extended);
  });

  it('are refused with the place where they are wrong', () => {
    const broken = JSON.stringify({ schema: 'phasegate/rollout@1', app: 'a', platform: 'amiga' });
    expect(parseLedger(broken, 'rollout.json')).toMatchObject({ refusal: { code: 'bad-ledger' } });
    expect(parseConfig('{')).toMatchObject({ refusal: { code: 'bad-config' } });
    for (const wrong of [
      { branch: '--upload-pack=x' },
      { updates: '../elsewhere' },
      { phases: [50, 10] },
      { feedBase: 'http://example.com/updates' },
      { platforms: [] },
    ]) {
      expect(parseConfig(configText({ ...CONFIG, ...(wrong as object) }))).toMatchObject({
        refusal: { code: 'bad-config', exit: 1 },
      });
    }
    expect(parseConfig(configText(CONFIG))).toEqual({ ok: true, value: CONFIG });
  });

  it('keep one line a command in the history, also after a last line without its end', () => {
    const entry = {
      at: 'a',
      actor: 'b',
      command: 'c',
      version: null,
      reason: 'x\ny',
      evidence: null,
      sequence: 1,
      undoOf: null,
    };
    const text = appendHistory('{"at":"before"}', entry);
    expect(text.split('\n')).toHaveLength(3);
    expect(JSON.parse(text.split('\n')[1] ?? '')).toEqual(entry);
  });
});
