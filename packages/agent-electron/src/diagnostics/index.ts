/**
 * The preload script of the diagnostics window, which the agent loads by itself. It is an entry so
 * that a bundler finds the file by name.
 *
 * @packageDocumentation
 */
import { ipcRenderer } from 'electron';
import { DIAGNOSTICS_CHANNELS } from '../shared/diagnostics-view.ts';
import type { DiagnosticsView } from '../shared/diagnostics-view.ts';
import { drawView } from './draw-view.ts';

// The preload of the diagnostics window, and all the code it has: the page itself runs none. It gives the page nothing.

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

let drawn = '';

function take(view: DiagnosticsView | undefined): void {
  const news = JSON.stringify(view);
  // A selection is lost when its text is drawn anew.
  if (view !== undefined && news !== drawn) {
    drawn = news;
    drawView(document, view);
  }
}

async function press(channel: string): Promise<void> {
  say(undefined);
  say((await ipcRenderer.invoke(channel)) as Answer | undefined);
}

function say(answer: Answer | undefined): void {
  const said = document.getElementById('said');
  if (said !== null) {
    said.textContent = answer?.text ?? '';
    said.className = answer?.ok === false ? 'failed' : '';
  }
}

function wire(id: string, channel: string): void {
  document.getElementById(id)?.addEventListener('click', () => void press(channel));
}

function begin(): void {
  wire('copy', DIAGNOSTICS_CHANNELS.copy);
  wire('save', DIAGNOSTICS_CHANNELS.save);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      window.close();
    }
  });
  ipcRenderer.on(DIAGNOSTICS_CHANNELS.changed, (_event, view: DiagnosticsView) => take(view));
  void ipcRenderer.invoke(DIAGNOSTICS_CHANNELS.view).then(take);
}

// Whoever only asks where this file lies, a bundler or a test in Node, has no page.
globalThis.document?.addEventListener('DOMContentLoaded', begin);
