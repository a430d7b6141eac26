import type { Progress } from '@phasegate/agent';

/** A bar with words under it; without progress it only says that something is under way. */
export interface ProgressBar {
  readonly element: HTMLElement;
  /** `text` is the progress in the agent's words: bytes, speed, time left. */
  readonly show: (progress: Progress | undefined, text: string | undefined) => void;
}

/** Makes an empty bar. Its numbers are not announced: a screen reader asks for them when its user wants. */
export function createProgressBar(label: string, halted: boolean = false): ProgressBar {
  const element = document.createElement('div');
  element.className = halted ? 'progress halted' : 'progress';
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
  return {
    element,
    show: (progress, text) => {
      bar.classList.toggle('waiting', progress === undefined);
      numbers.textContent = text ?? '';
      setOrRemove(bar, 'aria-valuetext', text);
      const percent = progress === undefined ? undefined : percentOf(progress);
      setOrRemove(bar, 'aria-valuenow', percent?.toString());
      fill.style.inlineSize = `${percent ?? 0}%`;
    },
  };
}

function setOrRemove(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value);
  }
}

/** Whole percent, 0..100. */
export function percentOf({ received, total }: Progress): number {
  return total > 0 ? Math.min(100, Math.floor((received / total) * 100)) : 0;
}
