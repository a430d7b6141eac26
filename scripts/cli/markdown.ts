import type { Block } from './manual.ts';

/** The manual as a page of the documentation. */
export function markdownOf(blocks: readonly Block[]): string {
  const head = [
    '# phasegate',
    '<!-- Written by `pnpm cli-reference` from the program; change the program, not this page. -->',
    'How to think about consent, keys and exit codes: [the command line](../cli.md).',
  ];
  return `${[...head, ...blocks.map(write)].join('\n\n')}\n`;
}

function write(block: Block): string {
  switch (block.kind) {
    case 'section':
      return `## ${block.text}`;
    case 'command':
      return `### ${block.text}`;
    case 'text':
      return escaped(block.text);
    case 'lines':
      return ['```sh', ...block.lines, '```'].join('\n');
    case 'terms':
      return block.terms.map(([term, what]) => `- \`${term}\`${tail(what)}`).join('\n');
  }
}

function tail(what: string): string {
  return what === '' ? '' : `: ${escaped(what)}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\<>*_`[\]]/g, (mark) => `\\${mark}`);
}
