import { updateStore } from '@phasegate/agent-electron/renderer';

export function showUpdates(button: HTMLButtonElement, line: HTMLElement): () => void {
  const store = updateStore();
  const draw = (): void => {
    const snapshot = store.getSnapshot();
    const asked = snapshot?.diagnostics.lastCheck?.at;
    const when = asked === undefined ? 'not yet' : new Date(asked).toLocaleString();
    line.textContent = `Version ${snapshot?.version ?? ''}. Last check: ${when}.`;
    button.textContent = snapshot?.menu.label ?? '';
    button.disabled = snapshot?.phase === 'checking';
  };
  button.addEventListener('click', () => void store.pressMenu());
  draw();
  return store.subscribe(draw);
}
