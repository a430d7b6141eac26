/** Calls once, when the element is first seen: not in a page that is hidden, nor in a part of it that is. Returns how to give up. */
export function whenInView(element: Element, seen: () => void): () => void {
  const observer = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) {
      observer.disconnect();
      seen();
    }
  });
  observer.observe(element);
  return () => observer.disconnect();
}
