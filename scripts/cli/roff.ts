import type { Block } from './manual.ts';

/** The manual as a page for man(1), in section 1. */
export function roffOf(blocks: readonly Block[]): string {
  const head = [
    '.\\" Written from the program by pnpm cli-reference.',
    '.TH PHASEGATE 1 "" Phasegate "Phasegate manual"',
    // No hyphenation: commands are copied from here.
    '.nh',
  ];
  return `${[...head, ...blocks.flatMap(write)].join('\n')}\n`;
}

function write(block: Block): readonly string[] {
  switch (block.kind) {
    case 'section':
      return [`.SH "${escaped(block.text)}"`];
    case 'command':
      return [`.SS "${escaped(block.text)}"`];
    case 'text':
      return ['.PP', line(block.text)];
    case 'lines':
      return ['.PP', '.RS 4', '.nf', ...block.lines.map(line), '.fi', '.RE'];
    case 'terms':
      return block.terms.flatMap(([term, what]) => ['.TP', `\\fB${escaped(term)}\\fR`, line(what)]);
  }
}

/** A line that begins with a dot or a quote would be a request; an empty one is a break. */
function line(text: string): string {
  const safe = escaped(text);
  return safe === '' || /^[.']/.test(safe) ? `\\&${safe}` : safe;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('"', '\\(dq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha');
}
