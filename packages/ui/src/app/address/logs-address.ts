// What the Logs page shows, as its address says it.
import { useMemo } from 'react';
import { browserZone, isZone } from '../time/zone.ts';
import { remembered } from '../frame/remembered.ts';
import { type BarWidth, barWidths } from '../time/bar-widths.ts';
import { addressOf, navigate, useLocation } from './location.ts';

/** The views of the same search. */
export const logViews = ['lines', 'patterns', 'volume'] as const;
export type LogView = (typeof logViews)[number];

/** The state of the Logs page. */
export interface LogsAddress {
  readonly query: string;
  /** `-1h`, or RFC 3339. */
  readonly from: string;
  /** Empty for now, or RFC 3339. */
  readonly to: string;
  readonly zone: string;
  /** Columns beside time and message. */
  readonly columns: readonly string[];
  /** Facets beside level, service and host. */
  readonly facets: readonly string[];
  readonly order: 'desc' | 'asc';
  readonly isLive: boolean;
  /** The record that is open, and where the list stands. */
  readonly at: string;
  /** The record whose surroundings are shown. */
  readonly around: string;
  readonly view: LogView;
  readonly isCompared: boolean;
  /** The field that splits the chart's bars; empty for none. */
  readonly chartBy: string;
  /** The time a bar stands for, where the span allows it; undefined for what fits. */
  readonly barWidth: BarWidth | undefined;
  /** The field whose values the Volume view weighs. */
  readonly volumeBy: string;
  /** Lines that Patterns and Volume look at, about, when more match; undefined for the usual number. */
  readonly sample: number | undefined;
}

export const logsPath = '/logs';
export const defaultFrom = '-1h';
export const defaultChartBy = 'level';
const defaultVolumeBy = 'service';

const list = (text: string | null) => (text ?? '').split(',').filter((part) => part !== '');
const decoded = (names: readonly string[]) => names.map((name) => name.replaceAll('%2C', ','));
const encoded = (names: readonly string[]) =>
  names.map((name) => name.replaceAll(',', '%2C')).join(',');

/** The most the server looks at. */
const sampleMax = 5_000_000;

function sampleOf(text: string | null): number | undefined {
  const sample = /^\d{1,7}$/.test(text ?? '') ? Number(text) : 0;
  return sample >= 1 && sample <= sampleMax ? sample : undefined;
}

/** Reads the search part of an address; what is missing or nonsense is the default. */
export function readLogsAddress(search: string): LogsAddress {
  const parameters = new URLSearchParams(search);
  const zone = parameters.get('tz') ?? remembered.read('zone') ?? '';
  const view = logViews.find((name) => name === parameters.get('view')) ?? 'lines';
  const chartBy = parameters.get('by') ?? defaultChartBy;
  const columns = parameters.get('cols') ?? remembered.read('columns') ?? 'service';
  return {
    query: parameters.get('q') ?? '',
    from: parameters.get('from') ?? defaultFrom,
    to: parameters.get('to') ?? '',
    zone: isZone(zone) ? zone : browserZone(),
    columns: columns === '-' ? [] : decoded(list(columns)),
    facets: decoded(list(parameters.get('facets') ?? remembered.read('facets') ?? '')),
    order: parameters.get('order') === 'asc' ? 'asc' : 'desc',
    isLive: parameters.get('live') === '1',
    at: parameters.get('at') ?? '',
    around: parameters.get('around') ?? '',
    view,
    isCompared: parameters.get('compare') === '1',
    chartBy: chartBy === '-' ? '' : chartBy,
    barWidth: barWidths.find((width) => width === parameters.get('step')),
    volumeBy: parameters.get('volume') ?? defaultVolumeBy,
    sample: sampleOf(parameters.get('sample')),
  };
}

/** The address of a state. Zone and columns are always said, so that who gets it sees the same. */
export function writeLogsAddress(state: LogsAddress): string {
  return addressOf(logsPath, [
    ['q', state.query],
    ['from', state.from],
    ['to', state.to],
    ['tz', state.zone],
    ['cols', state.columns.length === 0 ? '-' : encoded(state.columns)],
    ['facets', encoded(state.facets)],
    ['order', state.order === 'asc' ? 'asc' : ''],
    ['live', state.isLive ? '1' : ''],
    ['view', state.view === 'lines' ? '' : state.view],
    ['compare', state.isCompared ? '1' : ''],
    ['by', state.chartBy === defaultChartBy ? '' : state.chartBy || '-'],
    ['step', state.barWidth ?? ''],
    ['volume', state.volumeBy === defaultVolumeBy ? '' : state.volumeBy],
    ['sample', state.sample === undefined ? '' : String(state.sample)],
    ['at', state.at],
    ['around', state.around],
  ]);
}

/** A change to the state; what a new search makes meaningless is dropped. */
export function changedAddress(state: LogsAddress, change: Partial<LogsAddress>): LogsAddress {
  const next = { ...state, ...change };
  const isOther = next.query !== state.query || next.from !== state.from || next.to !== state.to;
  if (isOther && change.at === undefined) return { ...next, at: '', around: '' };
  return next;
}

/** The state of the Logs page, or how it begins when another page is shown. */
export const currentLogs = (): LogsAddress =>
  readLogsAddress(location.pathname === logsPath ? location.search : '');

/** Changes the Logs page's address. */
export function changeLogs(change: Partial<LogsAddress>, options?: { replace?: boolean }): void {
  const state = currentLogs();
  navigate(writeLogsAddress(changedAddress(state, change)), options);
}

/** The state of the Logs page, kept current. */
export function useLogsAddress(): LogsAddress {
  const { search } = useLocation();
  return useMemo(() => readLogsAddress(search), [search]);
}
