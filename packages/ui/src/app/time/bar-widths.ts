// How much time a bar of the chart stands for, where a person wants another width than the server would choose.
import { relativeMs, type Span } from './range.ts';

/** As the API reads them. */
export const barWidths = ['1s', '10s', '1m', '10m', '1h', '1d'] as const;
export type BarWidth = (typeof barWidths)[number];

/** More would be thinner than a pixel. */
const barsMax = 1_000;
const barsMin = 2;

/** Milliseconds of a width. */
export const widthMs = (width: BarWidth): number => relativeMs(`-${width}`) ?? 0;

/** The widths a span of time is worth being shown in. */
export const widthsFor = ({ startMs, endMs }: Span): readonly BarWidth[] =>
  barWidths.filter((width) => {
    const bars = (endMs - startMs) / widthMs(width);
    return bars >= barsMin && bars <= barsMax;
  });

/** What is asked of the server: the chosen width, where the span allows it. */
export const stepFor = (span: Span, chosen: BarWidth | undefined): { readonly step?: BarWidth } =>
  chosen !== undefined && widthsFor(span).includes(chosen) ? { step: chosen } : {};
