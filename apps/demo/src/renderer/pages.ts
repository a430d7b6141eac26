import { byId } from './element.ts';

const PAGES = ['notes', 'updates'] as const;

/** Makes the two buttons in the bar switch between the notes and the updates page. */
export function openPages(): void {
  for (const page of PAGES) {
    byId(`show-${page}`, HTMLButtonElement).addEventListener('click', () => showPage(page));
  }
}

function showPage(wanted: (typeof PAGES)[number]): void {
  for (const page of PAGES) {
    byId(page, HTMLElement).hidden = page !== wanted;
    const button = byId(`show-${page}`, HTMLButtonElement);
    if (page === wanted) {
      button.setAttribute('aria-current', 'page');
    } else {
      button.removeAttribute('aria-current');
    }
  }
}
