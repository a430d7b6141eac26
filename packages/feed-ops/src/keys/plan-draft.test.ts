import { generateKey, openRoot, rootText, signRoot, verifyFeed } from '@phasegate/trust';
import type { PrivateKey, Root } from '@phasegate/trust';
import { beforeEach, describe, expect, it } from 'vitest';

import type { PublishRoot, RootCommand, RotateKeys } from '../command.ts';
import { CONFIG, memoryProduct, NOW, refusalOf } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { planDraft, signDraft } from './plan-draft.ts';
import type { Draft } from './plan-draft.ts';
import { statementProblems } from '../feeds/package-statement.ts';
import { readPublicKeys } from './public-keys.ts';
import { clientFeed } from '../feeds/client-view.ts';
import type { OperatorKeys } from './signing.ts';

// Three holders, two of whom must sign; the publisher has release and feed key, and no root key.
const holders = [generateKey(), generateKey(), generateKey()] as const;
const [anna, ben, cem] = holders;
const KEYS = { root: [...holders], release: [generateKey()], feed: [generateKey()] };
const AT_WORK: OperatorKeys = { release: KEYS.release, feed: KEYS.feed };
const STABLE = 'updates/linux/stable/appcast.xml';

let product: MemoryProduct;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0'], { ...CONFIG, trust: 'signed' }, KEYS);
  product.setKeys(AT_WORK);
});

const rotate = (role: RotateKeys['role']): RotateKeys => ({
  kind: 'keys-rotate',
  role,
  alone: false,
  reason: undefined,
});

const publish = (text: string, alone = false): PublishRoot => ({
  kind: 'keys-publish',
  file: 'next.json',
  text,
  alone,
  reason: undefined,
});

function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly refusal: object },
): T {
  if (!result.ok) {
    throw new Error(JSON.stringify(result.refusal));
  }
  return result.value;
}

async function draft(command: RootCommand, keys: OperatorKeys = {}): Promise<Draft> {
  const snapshot = await product.snapshot();
  const facts = { now: NOW, actor: 'somebody', keys };
  return must(planDraft(command, { snapshot, config: snapshot.config ?? CONFIG, facts }));
}

function root(version: number): Root {
  const text = product.files.get(`updates/keys/${version}.root.json`) ?? '';
  const verdict = openRoot(Buffer.from(text));
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  return verdict.root;
}

const sign = (text: string, keys: readonly PrivateKey[], trusted?: Root): string =>
  must(signDraft({ file: 'next.json', text, trusted, keys })).text;

const isSigned = (by: Root): boolean =>
  verifyFeed(Buffer.from(product.files.get(STABLE) ?? ''), { kind: 'signed', root: by }).ok;

const id = (key: PrivateKey): string => key.public.keyid;

describe('a draft', () => {
  it('is made where no root key is, and says who has to sign it', async () => {
    const fresh = [generateKey()];
    const { headline, quorums, missing, summary } = await draft(rotate('feed'), { fresh });
    expect(headline).toBe('Draft root 2');
    expect(quorums.map(({ root: by, signed }) => [by, signed])).toEqual([
      [1, []],
      [2, []],
    ]);
    expect(missing).toEqual(holders.map(id));
    expect(summary.join()).toMatch(/^feed: [\da-f]{12} is new,feed: [\da-f]{12} is no more,/);
  });

  it('carries the signatures at hand, and keeps those of others when it is signed', async () => {
    const first = await draft(rotate('feed'), { fresh: [generateKey()], root: [anna] });
    expect(first.quorums[0]?.signed).toEqual([id(anna)]);
    const second = must(
      signDraft({ file: 'next.json', text: first.text, trusted: root(1), keys: [ben] }),
    );
    expect(second.quorums.map(({ signed }) => signed)).toEqual([
      [id(anna), id(ben)],
      [id(anna), id(ben)],
    ]);
    expect(second.missing).toEqual([]);
    expect(second.warnings).toEqual([]);
  });

  it('names keys that their holders have made, who must sign it too', async () => {
    const theirs = [generateKey(), generateKey()];
    const named = must(readPublicKeys(theirs.map((key) => key.public.hex)));
    const { text, quorums } = await draft({ ...rotate('root'), named });
    expect(quorums[1]).toMatchObject({ root: 2, threshold: 2, unsigned: theirs.map(id) });
    expect(await refusalOf(product, { ...rotate('root'), named })).toBe('bad-argument');
    const old = sign(text, [anna, ben]);
    expect(await refusalOf(product, publish(old))).toBe('missing-signatures');
    await product.change(publish(sign(old, theirs)));
    expect(root(2).roles.root.keys.map(({ keyid }) => keyid)).toEqual(theirs.map(id));
    for (const wrong of ['', 'ab'.repeat(31), '00'.repeat(32)]) {
      expect(readPublicKeys([wrong])).toMatchObject({ refusal: { code: 'bad-argument' } });
    }
  });

  it('is not made with fewer keys than must sign', async () => {
    const snapshot = await product.snapshot();
    const facts = { now: NOW, actor: 'somebody' };
    const context = { snapshot, config: snapshot.config ?? CONFIG, facts };
    const command = { ...rotate('root'), named: [anna.public] };
    expect(planDraft(command, context)).toMatchObject({ refusal: { code: 'bad-root' } });
  });

  it('is not signed by a stranger, nor beside the root in force', async () => {
    const { text } = await draft({ kind: 'renew', root: true });
    const refused = (keys: readonly PrivateKey[], of: string): unknown =>
      signDraft({ file: 'next.json', text: of, trusted: root(1), keys });
    expect(refused([generateKey()], text)).toMatchObject({ refusal: { code: 'wrong-key' } });
    expect(refused([anna], '{}')).toMatchObject({ refusal: { code: 'bad-root' } });
    const now = product.files.get('updates/keys/1.root.json') ?? '';
    expect(refused([anna], now)).toMatchObject({ refusal: { code: 'conflict' } });
  });

  it('says what is not known where the root in force is not at hand', async () => {
    const fresh = [generateKey(), generateKey(), generateKey()];
    const { text } = await draft(rotate('root'), { fresh });
    const signed = must(signDraft({ file: 'next.json', text, trusted: undefined, keys: [anna] }));
    expect(signed.warnings.join()).toMatch(/--trusted FILE.*is not named by next\.json/s);
    expect(signed.summary[0]).toMatch(/^root: .*, 2 must sign$/);
  });
});

describe('a draft that enough have signed', () => {
  it('is published with feeds that the old and the new feed key have signed', async () => {
    const fresh = generateKey();
    const { text } = await draft(rotate('feed'), { fresh: [fresh] });
    product.setKeys({ ...AT_WORK, feed: [...KEYS.feed, fresh] });
    await product.change(publish(sign(sign(text, [cem]), [anna])));
    expect([isSigned(root(1)), isSigned(root(2))]).toEqual([true, true]);
    expect(root(2).roles.timestamp.keys.map(({ keyid }) => keyid)).toEqual([id(fresh)]);
  });

  it('is published without the old feed key where that is lost', async () => {
    const fresh = generateKey();
    const { text } = await draft(rotate('feed'), { fresh: [fresh] });
    const signed = sign(text, [anna, ben]);
    product.setKeys({ release: KEYS.release, feed: [fresh] });
    expect(await refusalOf(product, publish(signed))).toBe('wrong-key');
    await product.change(publish(signed, true));
    expect([isSigned(root(1)), isSigned(root(2))]).toEqual([false, true]);
  });

  it('is published with every package signed by the new release key', async () => {
    const fresh = generateKey();
    const { text } = await draft(rotate('release'), { fresh: [fresh] });
    const signed = sign(text, [anna, ben]);
    expect(await refusalOf(product, publish(signed))).toBe('wrong-key');
    product.setKeys({ ...AT_WORK, release: [fresh] });
    await product.change(publish(signed));
    const about = { app: CONFIG.app, platform: 'linux' } as const;
    const [shipped] = clientFeed(product.files.get(STABLE), 'linux')?.releases ?? [];
    expect(shipped && statementProblems(about, shipped, root(2))).toEqual([]);
  });

  it('takes a lost root key out', async () => {
    const lost = { kind: 'keys-revoke', keyid: id(cem), reason: undefined } as const;
    const { text } = await draft(lost, { root: [ben] });
    await product.change(publish(sign(text, [anna])));
    expect(root(2).roles.root.keys.map(({ keyid }) => keyid)).toEqual([id(anna), id(ben)]);
  });

  it('is there already when it is published twice', async () => {
    const { text } = await draft({ kind: 'renew', root: true });
    const signed = sign(text, [anna, ben]);
    await product.change(publish(signed));
    expect(await refusalOf(product, publish(signed))).toBe('nothing-to-do');
  });
});

describe('a draft is not published, and nothing has changed,', () => {
  it.each([
    ['with one signature of two', [anna]],
    ['with a signature of a stranger', [anna, generateKey()]],
    ['with the signatures of two new keys and one old', 'new'],
  ] as const)('%s', async (_what, who) => {
    const fresh = [generateKey(), generateKey(), generateKey()];
    const command = who === 'new' ? rotate('root') : rotate('feed');
    const { text } = await draft(command, { fresh: who === 'new' ? fresh : fresh.slice(1, 2) });
    const signed = sign(text, who === 'new' ? [anna] : who);
    const planned = await product.run(publish(signed));
    expect(planned).toMatchObject({
      refusal: {
        code: 'missing-signatures',
        message: expect.stringContaining('root 1 asks for 2 signatures') as string,
        next: expect.stringMatching(/^phasegate keys sign next\.json, where one of /) as string,
      },
    });
    expect(await refusalOf(product, publish(signed))).toBe('missing-signatures');
  });

  it('where the chain has moved on without it', async () => {
    const { text } = await draft(rotate('feed'), { fresh: [generateKey()], root: [anna, ben] });
    product.setKeys(KEYS);
    await product.change({ kind: 'renew', root: true });
    const planned = await product.run(publish(text));
    expect(planned).toMatchObject({
      refusal: { code: 'conflict', next: expect.stringContaining('--draft FILE') as string },
    });
    await product.change({ kind: 'renew', root: true });
    expect(await refusalOf(product, publish(text))).toBe('conflict');
  });

  it('where it was changed after it was signed', async () => {
    const { text } = await draft({ kind: 'renew', root: true }, { root: [anna, ben] });
    const later = text.replace(/"expires": "\d{4}/, '"expires": "2999');
    expect(later).not.toBe(text);
    expect(await refusalOf(product, publish(later))).toBe('bad-root');
    expect(await refusalOf(product, publish('{}'))).toBe('bad-root');
  });

  it('where it has expired, or gives the feed key to another role', async () => {
    const one = root(1);
    const by = (expires: string, targets: Root['roles']['targets']): string => {
      const { root: own, timestamp } = one.roles;
      const facts = { version: 2, expires, root: own, timestamp };
      const made = rootText({ ...facts, targets: one.roles.targets });
      const id1 = one.roles.targets.keys[0]?.keyid ?? '';
      const id2 = targets.keys[0]?.keyid ?? '';
      // What rootText itself refuses to make is made by hand.
      const roles = made.replace(
        `"targets": {\n    "keyids": [\n     "${id1}"`,
        `"targets": {\n    "keyids": [\n     "${id2}"`,
      );
      return signRoot(roles, [anna, ben]);
    };
    const past = by('2020-01-01T00:00:00Z', one.roles.targets);
    const shared = by('2090-01-01T00:00:00Z', one.roles.timestamp);
    const messages = [await product.run(publish(past)), await product.run(publish(shared))];
    expect(messages).toMatchObject([
      { refusal: { code: 'bad-root', message: expect.stringContaining('expired') as string } },
      { refusal: { code: 'bad-root', message: expect.stringContaining('feed key') as string } },
    ]);
  });
});
