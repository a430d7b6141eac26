import type {
  DiagnosticsFact,
  DiagnosticsPart,
  DiagnosticsTable,
  DiagnosticsView,
} from '../shared/diagnostics-view.ts';

/** Draws the view into the page; whatever is in a text stays text. */
export function drawView(page: Document, { title, summary, parts }: DiagnosticsView): void {
  const main = page.querySelector('main');
  const line = page.getElementById('summary');
  const head = page.getElementById('title');
  if (main === null || line === null || head === null) {
    return;
  }
  const log = page.getElementById('log');
  // Whoever reads further up is left there.
  const atEnd = log === null || log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
  const top = log?.scrollTop ?? 0;
  const focused = page.activeElement?.id;
  page.title = `${title}: update diagnostics`;
  head.replaceChildren(make(page, 'bdi', title), make(page, 'small', 'Update diagnostics'));
  line.textContent = summary;
  main.replaceChildren(line, ...parts.map((part) => drawPart(page, part)));
  for (const table of main.querySelectorAll<HTMLElement>('.scroll')) {
    // Only where there is something to scroll, so that nobody tabs through it for nothing.
    table.tabIndex = table.scrollWidth > table.clientWidth ? 0 : -1;
  }
  const next = page.getElementById('log');
  if (next !== null) {
    next.scrollTop = atEnd ? next.scrollHeight : top;
    if (focused === 'log') {
      next.focus();
    }
  }
}

function drawPart(page: Document, { heading, facts, table, lines }: DiagnosticsPart): HTMLElement {
  const section = make(page, 'section', '');
  const title = make(page, 'h2', heading);
  title.id = `part-${heading.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  section.setAttribute('aria-labelledby', title.id);
  section.append(title);
  if (facts.length > 0) {
    section.append(drawFacts(page, facts));
  }
  if (table !== undefined) {
    section.append(drawTable(page, table));
  }
  if (lines !== undefined) {
    section.append(drawLog(page, lines, title.id));
  }
  return section;
}

function drawFacts(page: Document, facts: readonly DiagnosticsFact[]): HTMLElement {
  const list = make(page, 'dl', '');
  for (const { name, value, note, warns } of facts) {
    const description = make(page, 'dd', '');
    const text = make(page, 'bdi', value);
    text.className = warns === true ? 'warns' : '';
    description.append(text);
    if (note !== undefined) {
      description.append(make(page, 'small', note));
    }
    list.append(make(page, 'dt', name), description);
  }
  return list;
}

function drawTable(page: Document, { columns, rows }: DiagnosticsTable): HTMLElement {
  if (rows.length === 0) {
    return make(page, 'p', 'No release was read.', 'none');
  }
  const table = make(page, 'table', '');
  const head = make(page, 'tr', '');
  head.append(...columns.map((column) => cell(page, column, 'col')));
  const top = make(page, 'thead', '');
  top.append(head);
  const body = make(page, 'tbody', '');
  for (const row of rows) {
    const line = make(page, 'tr', '');
    line.append(...row.map((text, at) => cell(page, text, at === 0 ? 'row' : undefined)));
    body.append(line);
  }
  table.append(top, body);
  const scroll = make(page, 'div', '', 'scroll');
  scroll.append(table);
  return scroll;
}

function cell(page: Document, text: string, scope: 'row' | 'col' | undefined): HTMLElement {
  const made = make(page, scope === undefined ? 'td' : 'th', '');
  if (scope !== undefined) {
    made.setAttribute('scope', scope);
  }
  made.append(make(page, 'bdi', text));
  return made;
}

function drawLog(page: Document, lines: readonly string[], label: string): HTMLElement {
  if (lines.length === 0) {
    return make(page, 'p', 'Nothing was logged yet.', 'none');
  }
  const log = make(page, 'pre', lines.join('\n'), 'log');
  log.id = 'log';
  // So that it can be scrolled with the keyboard.
  log.tabIndex = 0;
  log.setAttribute('role', 'region');
  log.setAttribute('aria-labelledby', label);
  log.dir = 'ltr';
  return log;
}

function make(page: Document, tag: string, text: string, className = ''): HTMLElement {
  const element = page.createElement(tag);
  element.textContent = text;
  if (className !== '') {
    element.className = className;
  }
  return element;
}
