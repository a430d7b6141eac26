/** Tab goes round inside a dialog; without this the last one leads to the window's frame, where there is nothing. */
export function keepTabInside(event: KeyboardEvent, dialog: HTMLElement): void {
  if (event.key !== 'Tab') {
    return;
  }
  const stops = [...dialog.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const root = dialog.getRootNode() as ShadowRoot;
  const at = stops.findIndex((stop) => stop === root.activeElement);
  const back = at === -1 ? stops.length - 1 : at - 1;
  const next = stops.at(event.shiftKey ? back : (at + 1) % stops.length);
  event.preventDefault();
  next?.focus();
}
