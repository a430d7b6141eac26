import { keepTabInside } from './focus-trap.ts';
import { plainButton } from './plain-button.ts';

/** What a modal dialog is made with. */
export interface ModalOptions {
  readonly role: 'alertdialog' | 'dialog';
  /** Escape was pressed, or the button that bears its name. The dialog is still open. */
  readonly onEscape: () => void;
  /** It was closed by something else than this code. */
  readonly onClosed: () => void;
}

/** A modal `<dialog>`: Tab stays inside, Escape only ever does what it was made to do. */
export function createModal({ role, onEscape, onClosed }: ModalOptions): HTMLDialogElement {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('role', role);
  dialog.setAttribute('part', 'backdrop');
  dialog.addEventListener('keydown', (event) => {
    keepTabInside(event, dialog);
    // Not left to `cancel`: pressed twice, Chromium closes the dialog whatever that event's listeners say.
    if (event.key === 'Escape') {
      event.preventDefault();
      onEscape();
    }
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    onEscape();
  });
  dialog.addEventListener('close', onClosed);
  return dialog;
}

/** A button that closes: it says the key that does the same, which has this name in every language, or what the page says. */
export function closeButton(words: string | null, close: () => void): HTMLButtonElement {
  const button = plainButton('quiet');
  button.classList.add('close');
  button.setAttribute('part', 'button quiet close');
  button.textContent = words ?? 'Esc';
  button.addEventListener('click', close);
  return button;
}
