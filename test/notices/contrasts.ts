/** WCAG 2.2 contrast of each text against the background it stands on. Runs in the page. */
export function contrasts(texts: readonly Element[]): number[] {
  const numbers = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = numbers(colour).map((value) => {
      const share = value / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element: Element): string => {
    const own = getComputedStyle(element).backgroundColor;
    const clear = numbers(own)[3] === 0;
    return clear && element.parentElement !== null ? backgroundOf(element.parentElement) : own;
  };
  return texts
    .filter((element) => element.textContent !== '')
    .map((element) => {
      const front = light(getComputedStyle(element).color);
      const back = light(backgroundOf(element));
      return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    });
}
