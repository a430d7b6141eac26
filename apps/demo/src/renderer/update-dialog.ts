import { PhasegateNotice, updateStore } from '@phasegate/agent-electron/renderer';
import { byId } from './element.ts';

/** The version in the bar opens the update dialog, which names the app and the version. */
export function openUpdateDialog(): void {
  const dialog = byId('update-dialog', PhasegateNotice);
  const store = updateStore();
  byId('version', HTMLButtonElement).addEventListener('click', () => dialog.show());
  store.subscribe(() => {
    byId('about', HTMLElement).textContent = `Notes ${store.getSnapshot()?.version ?? ''}`;
  });
}
