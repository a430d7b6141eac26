import { describe, expect, it } from 'vitest';

import { readAdvisoryFile } from './advisory-file.ts';
import { readWords } from './read-words.ts';
import type { WordsTyped } from './read-words.ts';
import { builtInTemplate, fillIn, readTemplate, TEMPLATE_NAMES } from './template.ts';
import type { AdvisorySubject } from './words.ts';

const german = { language: 'de', line: 'issue', text: 'Notes kann sich beenden' } as const;

describe('flags', () => {
  it('without any leave all to the template and the severity', () => {
    expect(readWords({})).toMatchObject({ ok: true, value: { severity: undefined, texts: [] } });
  });

  it('speak English, and other languages by name', () => {
    const read = readWords({ issue: 'Notes can close', impact: 'Text is lost', texts: [german] });
    expect(read).toMatchObject({
      value: {
        texts: [
          { language: 'de', issue: 'Notes kann sich beenden', impact: undefined },
          { language: 'en', issue: 'Notes can close', impact: 'Text is lost' },
        ],
      },
    });
  });

  it('lose what can only deceive: controls, and marks that turn writing round', () => {
    const issue = '\u202EseldnaH\u202C \u2066x\u2069\u0000 a\u0007b\r\nc\t\u200Fd \u200Be';
    expect(readWords({ issue })).toMatchObject({
      value: { texts: [{ issue: 'seldnaH x ab c d e' }] },
    });
  });

  it('keep what scripts need: joiners, combining marks, characters beyond the first plane', () => {
    const issue = 'می\u200Cخواهم 👩\u200D💻 e\u0301';
    expect(readWords({ issue })).toMatchObject({ value: { texts: [{ issue }] } });
  });

  it('count characters after that, not bytes: 280 fit, 281 do not', () => {
    expect(readWords({ issue: `\u202E${'😀'.repeat(280)}\u202C` })).toMatchObject({ ok: true });
    expect(readWords({ issue: '😀'.repeat(281) })).toMatchObject({
      ok: false,
      refusal: { message: '--issue has 281 characters, and notices show 280 at most' },
    });
  });

  const refused: readonly (readonly [string, WordsTyped, RegExp])[] = [
    ['a severity that is none', { severity: 'fatal' }, /^--severity: "fatal" is not known/],
    ['a state of data that is none', { data: 'gone' }, /^--data: "gone"/],
    ['a link that is not https', { links: ['http://example.com'] }, /^--link: "http:/],
    ['a link with a password', { links: ['https://a:b@example.com'] }, /^--link "https:.*no https/],
    ['a script for a link', { alternative: 'javascript:alert(1)' }, /^--alternative: "javascript/],
    ['a file for a link', { support: 'file:///etc/passwd' }, /^--support: "file:/],
    ['a time that is none', { deadline: 'soon' }, /^--deadline "soon" is no time/],
    ['a day that does not exist', { expires: '2026-02-30T00:00:00Z' }, /^--expires/],
    ['a time without a zone', { expires: '2026-02-03T00:00:00' }, /^--expires/],
    ['words that are blank', { issue: ' \u202E ' }, /^--issue says nothing/],
    ['no words', { issue: '' }, /^--issue: says nothing/],
    [
      'a long text in another language',
      { texts: [{ ...german, text: 'ä'.repeat(281) }] },
      /^--issue\.de has 281/,
    ],
    ['words for nobody', { notice: 'off', issue: 'x' }, /nobody to read/],
    [
      'more languages than apps read',
      {
        texts: Array.from({ length: 17 }, (_, at) => ({
          ...german,
          language: `x${String.fromCodePoint(97 + at)}`,
        })),
      },
      /17 languages.*16/,
    ],
  ];

  it.each(refused)('%s is refused at the door, by its name', (_what, typed, says) => {
    const read = readWords(typed);
    expect(read.ok ? read : read.refusal).toMatchObject({ code: 'bad-argument', exit: 2 });
    expect(read.ok ? '' : read.refusal.message).toMatch(says);
  });

  it('go before the file, line by line and link by link', () => {
    const file = readAdvisoryFile(
      JSON.stringify({
        severity: 'low',
        data: 'safe',
        alternative: 'https://example.com/old',
        support: 'https://example.com/help',
        texts: { en: { issue: 'file', impact: 'file' }, de: { issue: 'Datei' } },
      }),
      'advisory.json',
    );
    const typed = { severity: 'critical', issue: 'flag', alternative: 'https://example.com/new' };
    expect(readWords(typed, { file: file.ok ? file.value : undefined })).toMatchObject({
      value: {
        severity: 'critical',
        data: 'safe',
        texts: [
          { language: 'en', issue: 'flag', impact: 'file' },
          { language: 'de', issue: 'Datei' },
        ],
        links: [
          { rel: 'download', href: 'https://example.com/new' },
          { rel: 'support', href: 'https://example.com/help' },
        ],
      },
    });
  });
});

describe('an advisory file', () => {
  it('is YAML or JSON, and says the same in both', () => {
    const yaml = [
      'severity: high # how bad',
      'notice: on',
      'deadline: 48h',
      'expires: 2026-12-24T00:00:00Z',
      'links: [https://example.com/status]',
      'texts:',
      '  en:',
      '    issue: |',
      '      Notes closes',
      '      by itself',
    ].join('\n');
    const json = {
      $schema: './advisory.schema.json',
      severity: 'high',
      notice: 'on',
      deadline: '48h',
      expires: '2026-12-24T00:00:00Z',
      links: ['https://example.com/status'],
      texts: { en: { issue: 'Notes closes by itself' } },
    };
    const read = readAdvisoryFile(yaml, 'a.yml');
    expect(read).toMatchObject({ ok: true, value: { notice: true } });
    expect(read).toEqual(readAdvisoryFile(JSON.stringify(json), 'a.json'));
  });

  it.each([
    ['a name that is not known', 'severty: high', /a\.yml: severty/],
    ['a text that is not known', 'texts: { en: { isue: x } }', /texts\.en\.isue/],
    ['a language that is none', 'texts: { english_: { issue: x } }', /no language tag/],
    ['a list', '- x', /a\.yml/],
    ['nothing', '', /a\.yml/],
    ['the same name twice', 'severity: high\nseverity: low', /neither JSON nor YAML/],
    ['no YAML', 'a: [', /neither JSON nor YAML/],
    ['a number for a text', 'texts: { en: { issue: 5 } }', /texts\.en\.issue/],
    ['a type that runs code', 'severity: !!js/function "x"', /severity|YAML/],
    ['aliases without end', bomb(), /YAML/],
    ['a long text', `texts: { en: { issue: ${'x'.repeat(281)} } }`, /texts\.en\.issue has 281/],
    ['a file beyond all bounds', `# ${'x'.repeat(300_000)}`, /larger than any/],
  ])('with %s is refused, and the place is named', (_what, text, says) => {
    const read = readAdvisoryFile(text, 'a.yml');
    expect(read.ok ? 'read' : read.refusal.message).toMatch(says);
  });
});

function bomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [at, name] of 'bcdefg'.split('').entries()) {
    const before = 'abcdef'[at] ?? '';
    lines.push(`${name}: &${name} [${`*${before}, `.repeat(8)}*${before}]`);
  }
  return lines.join('\n');
}

const SUBJECT: AdvisorySubject = { app: 'Notes', versions: undefined, fallback: '1.0.0' };

describe('a template', () => {
  it.each(TEMPLATE_NAMES)(
    '"%s" fits in English and German, with and without a fallback',
    (name) => {
      const template = builtInTemplate(name);
      for (const fallback of ['1.0.0', undefined]) {
        const filled = template.ok ? fillIn(template.value, { ...SUBJECT, fallback }) : template;
        const texts = filled.ok ? filled.value : [];
        expect(texts.map(({ language }) => language)).toEqual(['en', 'de']);
        for (const text of texts) {
          expect(Object.values(text)).not.toContain(undefined);
          expect(text.instruction?.includes('1.0.0')).toBe(fallback !== undefined);
          // House rules of copy: no shouting, no words that frighten.
          expect(JSON.stringify(text)).not.toMatch(/!|recall|downgrade|fatal/i);
        }
      }
    },
  );

  it('of somebody else is Liquid in the texts of an advisory file', () => {
    const own = readTemplate(
      'severity: critical\ntexts: { en: { issue: "{{ app | upcase }} {{ version }}: see {{ fallback }}" } }',
      './own.liquid.yml',
    );
    expect(own.ok && fillIn(own.value, SUBJECT)).toMatchObject({
      value: [{ issue: 'NOTES : see 1.0.0' }],
    });
  });

  it.each([
    ['{{ process.env.HOME }}', /undefined variable/],
    ['{{ app | run }}', /undefined filter/],
    ['{% include "/etc/passwd" %}', /ENOENT|not found|failed/i],
    ['{% render "/etc/passwd" %}', /ENOENT|not found|failed/i],
    ['{% layout "/etc/passwd" %}', /ENOENT|not found|failed/i],
    ['{{ app.constructor.name }}', /undefined variable/],
    ['{% for i in (1..100000000) %}x{% endfor %}', /limit/],
    ['{% if app %}', /not closed/],
    ['{{ app | repeat }', /not closed|undefined filter/],
    ['{{ version }}', /says nothing|^filled$/],
  ])('that says %s reads nothing but its parameters, and ends', (issue, says) => {
    const own = readTemplate(JSON.stringify({ texts: { en: { issue } } }), './own.yml');
    expect(own.ok ? 'filled' : own.refusal.message).toMatch(says);
  });

  it('never reads a parameter as Liquid, as YAML, or as markup', () => {
    const app = '{{ fallback }}{% raw %}"\n  de: { issue: x }</phasegate:issue>\u202E';
    const own = readTemplate('texts: { en: { issue: "{{ app }} closes" } }', './own.yml');
    expect(own.ok && fillIn(own.value, { ...SUBJECT, app })).toEqual({
      ok: true,
      value: [
        {
          language: 'en',
          issue: '{{ fallback }}{% raw %}" de: { issue: x }</phasegate:issue> closes',
          impact: undefined,
          instruction: undefined,
          timeline: undefined,
        },
      ],
    });
  });

  it('whose words are too long once they are filled in is refused by place', () => {
    const own = readTemplate(`texts: { en: { issue: "{{ app }}${'x'.repeat(270)}" } }`, './o.yml');
    const filled = own.ok ? fillIn(own.value, { ...SUBJECT, app: 'A long name' }) : own;
    expect(filled).toMatchObject({
      ok: false,
      refusal: { message: expect.stringContaining('./o.yml: texts.en.issue has 281') as string },
    });
  });

  it('that nobody knows is refused with the names of all', () => {
    expect(builtInTemplate('constructor')).toMatchObject({
      ok: false,
      refusal: { next: expect.stringContaining('crash, data-loss, security') as string },
    });
  });
});
