import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createOperator } from '@phasegate/scripts/stage/operator';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../vectors/root-chain/', import.meta.url));
const { cases } = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as {
  cases: readonly { readonly file: string; readonly accept: boolean }[];
};

describe('phasegate keys check-root, the real process', () => {
  const { phasegate } = createOperator(folder);
  const check = ['keys', 'check-root', '--trusted', '1.root.json', '--next'] as const;

  it.each(cases)('answers for $file as TUF does: $accept', async ({ file, accept }) => {
    const answer = await phasegate(...check, file);
    expect(answer.code).toBe(accept ? 0 : 1);
    expect(answer.stdout).toMatch(accept ? /Clients take root 2/ : /\[[a-z-]+\]\n Next: /);
  });

  it('names what is missing with 2', async () => {
    expect((await phasegate(...check, 'nothing.json')).code).toBe(2);
  });

  it('gives the reason as JSON', async () => {
    const answer = await phasegate(...check, 'bad-one-old-signature.json', '--json');
    expect(JSON.parse(answer.stdout)).toMatchObject({
      ok: false,
      exit: 1,
      of: 'next',
      code: 'old-threshold',
    });
  });
});
