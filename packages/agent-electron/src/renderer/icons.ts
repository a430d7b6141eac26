import type { Tone } from './surface.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a 24 x 24 grid: an i, an arrow and a tick in circles, a triangle, an octagon. */
const OUTLINES: Readonly<Record<Tone, string>> = {
  info: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11.2v5M12 7.8v.1',
  update: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.6v8.2M8.6 12.6l3.4 3.4 3.4-3.4',
  success: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8.1 12.4l2.7 2.7 5.1-5.5',
  warning: 'M12 3.8 2.9 19.3a.9.9 0 0 0 .8 1.3h16.6a.9.9 0 0 0 .8-1.3zM12 10v4.3M12 17.3v.1',
  danger: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.8v5.1M12 16.1v.1',
};

/** The icon of a tone, drawn in the current colour; it says nothing that the text does not. */
export function iconOf(tone: Tone): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('part', 'icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', OUTLINES[tone]);
  svg.append(path);
  return svg;
}
