import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { block, undo } from '../advisories.fixture.ts';
import type { Command, PlanFacts, Schedule } from '../command.ts';
import { add, CONFIG, memoryProduct, move, NOW, rollback, start, stop } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { plan } from '../plan/plan.ts';
import type { Planned } from '../plan/plan-types.ts';
import { configText, parseConfig } from '../state/config.ts';
import type { Roles } from '../state/config-roles.ts';
import type { PastCommand } from '../state/past.ts';
import type { PlatformState } from '../state/snapshot.ts';
import { ACTS, groupOf } from './acts.ts';
import { actorOf } from './actor.ts';
import { deedOf, signOffsFor } from './deed.ts';
import type { Deed } from './deed.ts';
import { mayDo, mailOf } from './may-do.ts';

const ROLES: Roles = {
  people: {
    release: ['ann@example.com', 'Cyd@Example.com'],
    'on-call': ['bob@example.com'],
    ci: ['ci@example.com'],
  },
  may: {
    widening: ['release'],
    withdrawing: ['release', 'on-call'],
    preparing: ['ci', 'release'],
    renew: ['ci'],
    'to-everybody': ['release'],
  },
};

function schedule(steps: Schedule['plan']): Schedule {
  const version = '1.2.0' as Schedule['version'];
  return { kind: 'schedule', version, plan: steps, platforms: undefined };
}

const EVERY = { kind: 'every', every: 3_600_000 } as const;
const ADVANCE = { kind: 'advance', platforms: undefined } as const;

const ANN = 'Ann <ann@example.com>';
const BOB = 'Bob <bob@example.com>';
const CYD = 'Cyd <cyd@example.com>';
const EVE = 'Eve <eve@example.com>';

async function product(roles: Roles | undefined): Promise<MemoryProduct> {
  const made = await memoryProduct(['1.0.0', '1.1.0'], CONFIG);
  await made.change(add('1.2.0'));
  await made.change(start('1.2.0'));
  made.files.set('phasegate.json', configText({ ...CONFIG, roles }));
  return made;
}

async function asked(
  of: MemoryProduct,
  identity: string | undefined,
  command: Parameters<typeof plan>[0],
  more: Partial<PlanFacts> = {},
): Promise<Planned> {
  const facts = { now: NOW + 9_999_000, actor: identity ?? 'nobody', identity, ...more };
  return plan(command, await of.snapshot(), facts);
}

const codeOf = (planned: Planned): string =>
  planned.ok ? planned.plan.kind : planned.refusal.code;

describe('roles', () => {
  it('are nobody’s business where the config has none', async () => {
    const of = await product(undefined);
    expect(codeOf(await asked(of, undefined, move('escalate', '1.2.0')))).toBe('change');
  });

  it.each([
    [ANN, 'escalate', true],
    [CYD, 'escalate', true],
    [BOB, 'escalate', false],
    [BOB, 'rollback', true],
    [BOB, 'resume', false],
    ['CI <ci@example.com>', 'rollback', false],
    [BOB, 'emergency-stop', true],
    [BOB, 'pause', true],
    ['CI <ci@example.com>', 'pause', true],
    [EVE, 'pause', false],
    [EVE, 'emergency-stop', false],
    [ANN, 'keys-rotate', false],
    ['CI <ci@example.com>', 'renew', true],
    [ANN, 'renew', false],
    [undefined, 'pause', false],
    ['ann@example.com', 'escalate', false],
  ] as const)('let %s %s: %s', (identity, kind, may) => {
    const answer = mayDo(identity, deedOf({ kind } as Command), ROLES);
    expect(answer.ok).toBe(may);
    expect(answer.ok ? undefined : answer.refusal).toEqual(
      may ? undefined : expect.objectContaining({ code: 'not-your-role', exit: 4 }),
    );
  });

  it('ask for more where a release goes to everybody', async () => {
    const of = await product({
      ...ROLES,
      may: { ...ROLES.may, widening: ['release', 'on-call'] },
    });
    expect(codeOf(await asked(of, BOB, move('escalate', '1.2.0')))).toBe('change');
    const wide = await product(undefined);
    await wide.change(move('escalate', '1.2.0', 10));
    wide.files.set('phasegate.json', of.files.get('phasegate.json') ?? '');
    const refused = await asked(wide, BOB, move('escalate', '1.2.0', 50));
    expect(refused.ok ? '' : refused.refusal.message).toContain(
      'may not open a release to everybody',
    );
    expect(codeOf(await asked(wide, ANN, move('escalate', '1.2.0', 50)))).toBe('change');
  });

  it('hold for every command in the plan, and name who may', async () => {
    const of = await product(ROLES);
    for (const command of [move('resume', '1.2.0'), add('1.3.0'), start('1.2.0')]) {
      const refused = await asked(of, BOB, command);
      expect(refused.ok ? '' : refused.refusal.next).toContain('ann@example.com');
    }
    for (const command of [stop(), move('pause', '1.2.0'), rollback(['1.2.0'])]) {
      expect(codeOf(await asked(of, BOB, command))).toBe('change');
    }
    expect(codeOf(await asked(of, EVE, stop()))).toBe('not-your-role');
    const again = {
      kind: 'init',
      config: { ...CONFIG, title: 'Mine' },
      rootThreshold: undefined,
    } as const;
    expect(codeOf(await asked(of, EVE, again))).toBe('not-your-role');
  });

  it('stay in the config when it is set up once more', async () => {
    const of = await product(ROLES);
    const again = {
      kind: 'init',
      config: { ...CONFIG, title: 'Other' },
      rootThreshold: undefined,
    } as const;
    const planned = await asked(of, ANN, again);
    const edits = planned.ok && planned.plan.kind === 'change' ? planned.plan.edits : [];
    const text = edits.find(({ role }) => role === 'config')?.after ?? '';
    expect(parseConfig(text)).toMatchObject({ value: { title: 'Other', roles: ROLES } });
  });

  it('go by git, whatever name is given', async () => {
    const of = await product(ROLES);
    const named = await asked(of, BOB, move('escalate', '1.2.0'), { actor: actorOf(ANN, BOB) });
    expect(codeOf(named)).toBe('not-your-role');
    expect(actorOf('ann', BOB)).toBe(`ann (as given by ${BOB})`);
    expect(actorOf('x\n(as given by Ann)\u202e', BOB)).toBe(
      `x (as given by Ann) (as given by ${BOB})`,
    );
    expect(actorOf(undefined, BOB)).toBe(BOB);
    expect(mailOf('Ann <bob@example.com> <ann@example.com>')).toBe('ann@example.com');
  });
});

describe('the roles of a config', () => {
  const read = (roles: unknown): string => {
    const { roles: _, ...config } = CONFIG;
    const parsed = parseConfig(JSON.stringify({ schema: 'phasegate/config@1', ...config, roles }));
    return parsed.ok ? 'ok' : parsed.refusal.message;
  };
  const people = { release: ['ann@example.com', 'bob@example.com'] };

  it.each([
    [{ people }, /^ok$/],
    [{ people, may: { escalate: ['release'] }, signOff: { 'to-everybody': 1 } }, /^ok$/],
    [{ people, signoff: { escalate: 1 } }, /signoff/],
    [{ may: {} }, /people/],
    [{ people, may: { escalates: ['release'] } }, /is one of stopping, /],
    [{ people, may: { escalate: ['relase'] } }, /"relase" is no role; people has release/],
    [{ people, may: { escalate: 'release' } }, /escalate/],
    [{ people, may: { pause: ['release'] } }, /everybody with a role may stop/],
    [{ people, signOff: { 'emergency-stop': 1 } }, /everybody with a role may stop/],
    [{ people, signOff: { escalate: 2 } }, /2 others cannot sign off where 2 people/],
    [{ people, signOff: { escalate: 0 } }, /signOff/],
    [{ people, signOff: { 'keys-rotate': 1 } }, /takes no sign-off/],
    [{ people: { release: ['ann'] } }, /is a mail address/],
    [{ people: { release: [] } }, /people/],
    [[], /roles/],
    ['everybody', /roles/],
    [null, /roles/],
  ])('%j: %s', (roles, says) => {
    expect(read(roles)).toMatch(says);
  });
});

describe('an undo', () => {
  const may = { ...ROLES.may, 'emergency-lift': ['lead'], unblock: ['lead'], resume: ['lead'] };
  const strict: Roles = { people: { ...ROLES.people, lead: ['eve@example.com'] }, may };

  it.each<readonly [string, Command, string]>([
    ['an emergency stop', stop(), 'emergency-lift'],
    ['a pause', move('pause', '1.2.0'), 'resume'],
    ['a block', block('1.2.x'), 'unblock'],
  ])('of %s is for those who may do that by its own command', async (_what, command, act) => {
    const of = await product(strict);
    const before = await ledgerIn(of);
    of.files.set('phasegate.json', configText(CONFIG));
    await of.change(command);
    of.files.set('phasegate.json', configText({ ...CONFIG, roles: strict }));
    const entry = { command: command.kind } as PastCommand['entry'];
    const one = { platform: 'linux', entry, before, after: await ledgerIn(of), later: [] } as const;
    expect(await asked(of, ANN, undo({ past: [one] }))).toMatchObject({
      refusal: {
        code: 'not-your-role',
        message: expect.stringContaining(`may not undo what comes to ${act}`) as string,
        next: expect.stringContaining('ask eve@example.com') as string,
      },
    });
  });
});

async function ledgerIn(of: MemoryProduct): Promise<PastCommand['before']> {
  const [{ ledger }] = (await of.snapshot()).states as [PlatformState];
  return ledger;
}

describe('the page on roles', () => {
  const page = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf('## Roles and sign-off'), page.indexOf('## Keys'));

  it('has an example that a config takes', () => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
    const example = JSON.parse(`{${json}}`) as { readonly roles: Roles };
    expect(parseConfig(configText({ ...CONFIG, ...example }))).toMatchObject({ ok: true });
  });

  it('names every act, in the row of its group', () => {
    for (const act of ACTS.filter((one) => one !== 'to-everybody')) {
      const row = section.split('\n').find((line) => line.startsWith(`| \`${groupOf(act)}\``));
      expect(row, act).toContain(`\`${act}\``);
    }
  });
});

describe('sign-off', () => {
  const SIGNED: Roles = { ...ROLES, signOff: { 'to-everybody': 1, rollback: 2 } };
  const signedOff = (...by: readonly string[]): PlanFacts['signedOff'] => ({
    plan: 'abcdef0123456789',
    plannedBy: ANN,
    signOffs: by.map((one) => ({ by: one, at: '2026-11-23T04:00:00Z' })),
  });
  const withheld = (planned: Planned): string | undefined =>
    planned.ok && planned.plan.kind === 'change' ? planned.plan.withheld?.code : codeOf(planned);

  it('withholds the plan that the config names, and no other', async () => {
    const of = await product(SIGNED);
    expect(withheld(await asked(of, ANN, move('escalate', '1.2.0')))).toBeUndefined();
    expect(withheld(await asked(of, ANN, stop()))).toBeUndefined();
    const back = await asked(of, ANN, rollback(['1.2.0']));
    expect(withheld(back)).toBe('sign-off-missing');
    expect(back).toMatchObject({
      plan: {
        warnings: expect.arrayContaining([
          expect.stringContaining('2 others; who can: cyd@example.com, bob@example.com'),
        ]) as unknown,
      },
    });
  });

  it.each([
    [[BOB, CYD], undefined],
    [[BOB], 'sign-off-missing'],
    [[BOB, BOB], 'sign-off-missing'],
    [[BOB, 'Robert <BOB@example.com>'], 'sign-off-missing'],
    [[BOB, ANN], 'sign-off-missing'],
    [[BOB, EVE], 'sign-off-missing'],
    [[BOB, 'CI <ci@example.com>'], 'sign-off-missing'],
    [[BOB, 'cyd@example.com'], 'sign-off-missing'],
  ])('counts others who may do it themselves, each once: %j', async (by, code) => {
    const of = await product(SIGNED);
    const facts = { signedOff: signedOff(...by) };
    expect(withheld(await asked(of, ANN, rollback(['1.2.0']), facts))).toBe(code);
  });

  it.each<readonly [string, Deed, Roles['signOff'], number]>([
    ['escalate', deedOf(move('escalate', '1.2.0')), { escalate: 1 }, 1],
    ['its group', deedOf(move('resume', '1.2.0')), { widening: 1 }, 1],
    ['to everybody', deedOf(move('resume', '1.2.0'), true), { 'to-everybody': 1 }, 1],
    ['not to everybody', deedOf(move('resume', '1.2.0')), { 'to-everybody': 1 }, 0],
    ['a pause', deedOf(move('pause', '1.2.0')), { widening: 1 }, 0],
    ['a schedule of escalations', deedOf(schedule(EVERY)), { escalate: 1 }, 1],
    ['one that ends at everybody', deedOf(schedule(EVERY)), { 'to-everybody': 1 }, 1],
    ['a schedule that is cleared', deedOf(schedule({ kind: 'clear' })), { escalate: 1 }, 0],
    ['a step of a schedule', deedOf(ADVANCE, true), { widening: 1, 'to-everybody': 1 }, 0],
    [
      'an undo, whatever it undoes',
      deedOf({ kind: 'undo', past: [] as const } as unknown as Command),
      { resume: 1 },
      1,
    ],
  ])('has no way around: %s', (_what, deed, signOff, needed) => {
    expect(signOffsFor(deed, { ...ROLES, signOff })).toBe(needed);
  });

  it('of anything holds for a change of the config, which could take it away', async () => {
    const config = { kind: 'config', config: CONFIG } as const;
    expect(signOffsFor(deedOf(config), { ...ROLES, signOff: { rollback: 2 } })).toBe(2);
    const of = await product({ ...ROLES, signOff: { 'to-everybody': 1 } });
    expect(withheld(await asked(of, ANN, config))).toBe('sign-off-missing');
  });

  it('is the evidence in the history', async () => {
    const of = await product(SIGNED);
    const facts = { signedOff: signedOff(BOB, CYD) };
    const planned = await asked(of, CYD, rollback(['1.2.0']), facts);
    const edits = planned.ok && planned.plan.kind === 'change' ? planned.plan.edits : [];
    const history = edits.find(({ role }) => role === 'history')?.after ?? '';
    expect(JSON.parse(history.trim().split('\n').at(-1) ?? '')).toMatchObject({
      evidence: `plan abcdef012345 by ${ANN}, signed off by ${BOB} at 2026-11-23T04:00:00Z, signed off by ${CYD} at 2026-11-23T04:00:00Z`,
    });
  });
});
