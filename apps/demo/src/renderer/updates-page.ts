import { updateStore } from '@phasegate/agent-electron/renderer';
import type { AgentSnapshot } from '@phasegate/agent-electron/renderer';
import type { NotesBridge } from '../note.ts';
import { byId, make } from './element.ts';
import { factsOf, itemsOf, phaseText } from './update-facts.ts';

declare const notes: NotesBridge;

/** The page for QA and support: what was decided for this machine, and why. */
export function openUpdatesPage(): void {
  const store = updateStore();
  const page = byId('updates', HTMLElement);
  const answer = make('section', '', 'answer');
  const facts = make('section', '', 'panel');
  const items = make('section', '', 'panel');
  const low = document.createElement('phasegate-notice');
  low.setAttribute('placement', 'menu');
  const top = make('div', '', 'top');
  top.append(answer, low);
  const more = make('div', '', 'more');
  more.append(buttonOf('diagnostics', 'Diagnostics…', () => void notes.diagnostics()));
  page.append(top, facts, items, more);
  const show = (): void => {
    const snapshot = store.getSnapshot();
    showVersion(snapshot);
    answer.replaceChildren(...answerOf(snapshot, () => void store.check()));
    facts.replaceChildren(make('h3', 'This machine'), factList(snapshot));
    items.replaceChildren(make('h3', 'Releases in its feed'), itemTable(snapshot));
    facts.hidden = snapshot === undefined;
    items.hidden = snapshot === undefined;
  };
  store.subscribe(show);
  show();
}

function showVersion(snapshot: AgentSnapshot | undefined): void {
  const badge = byId('version', HTMLElement);
  badge.textContent = snapshot?.version ?? '';
  badge.hidden = snapshot === undefined;
  document.title = snapshot === undefined ? 'Notes' : `Notes ${snapshot.version}`;
}

function answerOf(snapshot: AgentSnapshot | undefined, check: () => void): HTMLElement[] {
  const text = make('div', '', 'answer-text');
  const last = snapshot?.diagnostics.lastCheck;
  text.append(
    make('h2', phaseText(snapshot)),
    make('p', last === undefined ? 'There was no check yet.' : `${last.reason}.`),
    make(
      'p',
      last === undefined ? '' : `Checked ${new Date(last.at).toLocaleTimeString('en')}`,
      'at',
    ),
  );
  const button = buttonOf('check', 'Check now', check);
  button.className = 'primary';
  button.disabled = snapshot === undefined || snapshot.phase === 'checking';
  return [text, button];
}

function buttonOf(id: string, text: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.id = id;
  button.textContent = text;
  button.addEventListener('click', press);
  return button;
}

function factList(snapshot: AgentSnapshot | undefined): HTMLElement {
  const list = make('dl', '', 'facts');
  for (const { name, value, note } of factsOf(snapshot)) {
    const description = make('dd', value);
    if (note !== undefined) {
      description.append(make('small', note));
    }
    list.append(make('dt', name), description);
  }
  return list;
}

function itemTable(snapshot: AgentSnapshot | undefined): HTMLElement {
  const items = itemsOf(snapshot);
  if (items.length === 0) {
    return make('p', 'Nothing was read yet.', 'none');
  }
  const table = make('table', '', 'items');
  const head = document.createElement('tr');
  for (const title of ['Version', 'Outcome', 'Why']) {
    const cell = make('th', title);
    cell.setAttribute('scope', 'col');
    head.append(cell);
  }
  const rows = items.map(({ version, code, why }) => {
    const row = document.createElement('tr');
    const name = make('th', version);
    name.setAttribute('scope', 'row');
    const outcome = document.createElement('td');
    outcome.append(make('code', code, `outcome ${code}`));
    row.append(name, outcome, make('td', why));
    return row;
  });
  table.append(head, ...rows);
  return table;
}
