// Which value has which colour: the same as long as the page is open, and the same elsewhere for the same values.
import { useMemo, useRef } from 'react';
import type { HistogramData, HistogramSeries } from './histogram-data.ts';
import { levelColor, levelNamed } from './severity.ts';

/** Colours of the palette; the server counts as many values apart. */
export const paletteSize = 8;

/** More values are not remembered: the first ones have lost their colours to nobody. */
const rememberedMax = 500;

/** Places in the palette by value, what was there before included. */
export type Places = ReadonlyMap<string, number>;

/** Gives each value a place: the one it had, else the one its name asks for, else the next that is free. */
export function placesOf(ids: readonly string[], before: Places): Places {
  const places = new Map<string, number>();
  const taken = new Set<number>();
  const settle = (id: string, place: number) => {
    places.set(id, place);
    taken.add(place);
  };
  for (const id of ids) {
    const place = before.get(id);
    if (place !== undefined && !taken.has(place)) settle(id, place);
  }
  for (const id of ids.filter((each) => !places.has(each))) {
    const wanted = before.get(id) ?? wantedPlace(id);
    const free = Array.from({ length: paletteSize }, (_, step) => (wanted + step) % paletteSize);
    settle(id, free.find((place) => !taken.has(place)) ?? wanted);
  }
  const kept = [...before].filter(([id]) => !places.has(id)).slice(-rememberedMax);
  return new Map([...kept, ...places]);
}

function wantedPlace(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % paletteSize;
}

/** The custom property with the colour of each series, by its id. */
export function useSeriesColors(data: HistogramData | undefined): ReadonlyMap<string, string> {
  const memory = useRef<{ by: string; places: Places }>({ by: '', places: new Map() });
  return useMemo(() => {
    const { by, series } = data ?? { by: '', series: [] };
    const ids = series.filter(({ kind }) => kind === 'value').map(({ id }) => id);
    const before = memory.current.by === by ? memory.current.places : new Map<string, number>();
    const places = placesOf(ids, before);
    memory.current = { by, places };
    return new Map(series.map((each) => [each.id, colorOf(each, by, places)]));
  }, [data]);
}

function colorOf({ id, kind, value }: HistogramSeries, by: string, places: Places): string {
  if (kind === 'without') return '--series-none';
  if (kind === 'rest') return '--series-rest';
  if (by === '') return '--series-all';
  if (by === 'level') return levelColor(levelNamed(value));
  return `--series-${(places.get(id) ?? 0) + 1}`;
}
