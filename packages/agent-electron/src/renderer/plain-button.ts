import type { Look } from './surface.ts';

/** A button without words, as every button of the element looks. */
export function plainButton(look: Look): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = look;
  button.setAttribute('part', `button ${look}`);
  return button;
}
