// Where a character of a text stands on the page.

/** The place, in the window, of a character of an element that holds nothing but the text. */
export function placeOf(element: HTMLElement, index: number): { left: number; bottom: number } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let rest = index;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (rest > length) {
      rest -= length;
      continue;
    }
    const range = document.createRange();
    range.setStart(node, rest);
    range.setEnd(node, Math.min(length, rest + 1));
    return range.getBoundingClientRect();
  }
  return element.getBoundingClientRect();
}
