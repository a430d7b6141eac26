import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { builtInTemplate, fillIn, TEMPLATE_NAMES } from '../advisories/template.ts';
import { parseVersionRange } from '@phasegate/rollout';
import { readAdvisoryFile } from '../advisories/advisory-file.ts';
import { readTemplate } from '../advisories/template.ts';
import { SEVERITY_DEFAULTS } from './severity-defaults.ts';

const page = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

/** The cells of the row that begins with this one. */
function row(text: string, first: string): readonly string[] {
  const line = text.split('\n').find((one) => one.startsWith(`| ${first} `)) ?? '';
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

it('the table of severities in advisories.md is the one that plans follow', () => {
  const rows = page('advisories.md').split('What follows from the severity')[1] ?? '';
  for (const [severity, one] of Object.entries(SEVERITY_DEFAULTS)) {
    expect(row(rows, `\`${severity}\``)).toEqual([
      one.response,
      one.notice ? 'yes' : 'no',
      one.deadlineHours === undefined ? '' : `${one.deadlineHours} h`,
      one.data === undefined ? '' : `\`${one.data}\``,
    ]);
  }
});

it('the templates in advisories.md are the ones there are', () => {
  for (const name of TEMPLATE_NAMES) {
    const template = builtInTemplate(name);
    const [severity, data, english] = row(page('advisories.md'), `\`${name}\``);
    const versions = parseVersionRange('1.1.0');
    const filled = template.ok
      ? fillIn(template.value, { app: 'Notes', versions, fallback: '1.0.0' })
      : template;
    expect(filled.ok && filled.value[0]?.issue).toBe(english);
    const words = template.ok ? template.value.words : undefined;
    expect([words?.severity, words?.data === undefined ? '' : `\`${words.data}\``]).toEqual([
      severity,
      data,
    ]);
  }
});

it('the examples in advisories.md and communication.md can be used as they stand', () => {
  const [file = '', template = ''] = [...page('advisories.md').matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, text]) => text,
  );
  expect(readAdvisoryFile(file, 'advisory.yml')).toMatchObject({ ok: true });
  expect(readTemplate(template, './outage.liquid.yml')).toMatchObject({ ok: true });
  const [, toFillIn = ''] = /```yaml\n(.*?)```/s.exec(page('operations/communication.md')) ?? [];
  expect(readTemplate(toFillIn, './own.liquid.yml')).toMatchObject({ ok: true });
});
