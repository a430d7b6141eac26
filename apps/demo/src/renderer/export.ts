import { updateStore } from '@phasegate/agent-electron/renderer';
import type { NotesBridge } from '../note.ts';
import { byId } from './element.ts';

declare const notes: NotesBridge;

/** Makes the export button write all notes to a file; meanwhile no restart and no dialog disturbs. */
export function openExport(): void {
  const button = byId('export', HTMLButtonElement);
  const said = byId('exported', HTMLElement);
  const run = async (): Promise<void> => {
    const over = updateStore().busy('exporting notes');
    said.textContent = 'Exporting…';
    try {
      said.textContent = `Exported to ${await notes.exportAll()}`;
    } catch {
      said.textContent = 'The notes could not be exported';
    } finally {
      over();
    }
  };
  button.addEventListener('click', () => void run());
}
