/** Tab goes round inside a dialog; without this the last one leads to the window's frame, where there is nothing. */
export function keepTabInside(event: KeyboardEvent, dialog: HTMLElement): void {
  if (event.key !== 'Tab') {
    return;
  }
  const root = dialog.getRootNode() as ShadowRoot;
  if (root.activeElement instanceof HTMLInputElement) {
    // It has stops of its own, one for each part of a time, and after them the browser finds the next button.
    return;
  }
  const all = dialog.querySelectorAll<HTMLElement>('button:not(:disabled), input');
  const stops = [...all].filter((stop) => stop.closest('[hidden]') === null);
  const at = stops.findIndex((stop) => stop === root.activeElement);
  const back = at === -1 ? stops.length - 1 : at - 1;
  const next = stops.at(event.shiftKey ? back : (at + 1) % stops.length);
  event.preventDefault();
  next?.focus();
}
