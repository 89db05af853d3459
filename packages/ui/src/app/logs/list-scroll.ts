// How the list scrolls: where it stands, what it shows, and that what is read stays in place.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Follows an element's scrolling and height. */
export function useScroll(scroller: RefObject<HTMLElement | null>) {
  const [scrollTop, setScrollTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(600);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setViewHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return { scrollTop, setScrollTop, viewHeight };
}

/** Begins another list at its top, unless the address says where. */
export function useTopOf(
  list: unknown,
  scroller: RefObject<HTMLElement | null>,
  isPlaced: boolean,
) {
  useEffect(() => {
    if (scroller.current && !isPlaced) scroller.current.scrollTop = 0;
    // Only another list begins at its top; what the address says later moves nothing.
  }, [list, scroller]);
}

/** Scrolls along when rows join above what is being read. `movedPx` is the sum of all that ever joined. */
export function useSteadyPlace(
  scroller: RefObject<HTMLElement | null>,
  movedPx: number,
  isReading: boolean,
): void {
  const before = useRef(movedPx);
  useLayoutEffect(() => {
    const moved = movedPx - before.current;
    before.current = movedPx;
    if (scroller.current && moved !== 0 && isReading) scroller.current.scrollTop += moved;
  }, [scroller, movedPx, isReading]);
}

/** Scrolls so that a row with its successor is in sight. */
export function bringIntoSight(
  element: HTMLElement | null,
  { topPx, rowHeight, isMiddle }: { topPx: number; rowHeight: number; isMiddle: boolean },
): void {
  if (!element) return;
  const bottom = topPx + rowHeight * 2;
  if (isMiddle) element.scrollTop = Math.max(0, topPx - element.clientHeight / 3);
  else if (topPx < element.scrollTop) element.scrollTop = topPx;
  else if (bottom > element.scrollTop + element.clientHeight) {
    element.scrollTop = bottom - element.clientHeight;
  }
}
