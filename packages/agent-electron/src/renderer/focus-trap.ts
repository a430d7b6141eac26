/** Tab goes round inside a dialog; without this the last one leads to the window's frame, where there is nothing. */
export function keepTabInside(event: KeyboardEvent, dialog: HTMLElement): void {
  if (event.key !== 'Tab') {
    return;
  }
  const root = dialog.getRootNode() as ShadowRoot;
  const next = neighbour(dialog, root.activeElement, event.shiftKey);
  if (root.activeElement instanceof HTMLInputElement) {
    // It has stops of its own, one for each part of a time, and only the browser knows them: what it did is mended.
    setTimeout(() => {
      if (dialog.isConnected && !dialog.contains(root.activeElement)) {
        next?.focus();
      }
    });
    return;
  }
  event.preventDefault();
  next?.focus();
}

function neighbour(
  dialog: HTMLElement,
  of: Element | null,
  backwards: boolean,
): HTMLElement | undefined {
  const all = dialog.querySelectorAll<HTMLElement>('button:not(:disabled), input');
  const stops = [...all].filter((stop) => stop.closest('[hidden]') === null);
  const at = stops.findIndex((stop) => stop === of);
  const back = at === -1 ? stops.length - 1 : at - 1;
  return stops.at(backwards ? back : (at + 1) % stops.length);
}
