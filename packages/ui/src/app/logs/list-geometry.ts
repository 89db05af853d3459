// Where rows stand: each of one height, and what is opened beneath some of them.
import { useCallback, useMemo, useRef, useState } from 'react';

/** Places by index, indexes by place, and how the height of what is opened is learnt. */
export function useGeometry(
  openKeys: ReadonlySet<string>,
  indexOf: (key: string) => number,
  rowHeight: number,
) {
  const heights = useRef(new Map<string, number>());
  const [, remeasure] = useState(0);
  const opened = useMemo(
    () =>
      [...openKeys]
        .map((key) => ({ key, index: indexOf(key) }))
        .filter(({ index }) => index >= 0)
        .sort((a, b) => a.index - b.index),
    [openKeys, indexOf],
  );
  const heightOf = (key: string) => heights.current.get(key) ?? 0;
  const topOf = (index: number): number =>
    opened.reduce(
      (top, each) => (each.index < index ? top + heightOf(each.key) : top),
      index * rowHeight,
    );
  const indexAt = (y: number): number => {
    let extra = 0;
    for (const each of opened) {
      const bottom = (each.index + 1) * rowHeight + extra;
      if (y < bottom) break;
      if (y < bottom + heightOf(each.key)) return each.index;
      extra += heightOf(each.key);
    }
    return Math.max(0, Math.floor((y - extra) / rowHeight));
  };
  const measure = useCallback((key: string, element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      const height = element.offsetHeight;
      if (height === 0 || heights.current.get(key) === height) return;
      heights.current.set(key, height);
      remeasure((count) => count + 1);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { topOf, indexAt, measure };
}
