import type { Progress } from '@phasegate/agent';
import { bytesText, percentOf, timeLeftText } from './download-text.ts';
import type { Sighting } from './download-text.ts';

/** A bar with bytes and time left under it; without progress it only says that something is under way. */
export interface ProgressBar {
  readonly element: HTMLElement;
  readonly show: (progress: Progress | undefined, at: number) => void;
}

/** Makes an empty bar. Its numbers are not announced: a screen reader asks for them when its user wants. */
export function createProgressBar(label: string): ProgressBar {
  const element = document.createElement('div');
  element.className = 'progress';
  element.setAttribute('aria-live', 'off');
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.setAttribute('part', 'progress');
  bar.setAttribute('role', 'progressbar');
  bar.setAttribute('aria-label', label);
  const fill = document.createElement('div');
  fill.className = 'fill';
  fill.setAttribute('part', 'progress-fill');
  bar.append(fill);
  const numbers = document.createElement('p');
  numbers.className = 'numbers';
  numbers.setAttribute('part', 'progress-text');
  element.append(bar, numbers);
  let first: Sighting | undefined;
  return {
    element,
    show: (progress, at) => {
      bar.classList.toggle('waiting', progress === undefined);
      if (progress === undefined) {
        bar.removeAttribute('aria-valuenow');
        numbers.textContent = '';
        return;
      }
      const now = { at, received: progress.received };
      first ??= now;
      const percent = percentOf(progress);
      const left = timeLeftText(first, now, progress.total);
      fill.style.inlineSize = `${percent}%`;
      bar.setAttribute('aria-valuenow', String(percent));
      numbers.textContent =
        left === undefined ? bytesText(progress) : `${bytesText(progress)} · ${left}`;
    },
  };
}
