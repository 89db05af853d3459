// Runs as text for people: a table of many, the head of one, and its lines with the gap before each.
import { bytesText, durationText } from '@groundcrew/model';
import type { ReceivedRecord } from '../logs/api-record.ts';
import type { Colours } from '../terminal/colours.ts';
import { visible, visibleIndented, visibleLine } from '../terminal/visible.ts';
import type { ApiRun, FoundRun } from './api-run.ts';

/** One line a run, columns as wide as their longest cell. */
export function runTable(runs: readonly ApiRun[], colours: Colours): string {
  const rows = runs.map((run) => [
    shortTime(run.started_at),
    visibleLine(run.job),
    visibleLine(run.state),
    durationText(run.duration_ms),
    run.memory_peak_bytes > 0 ? bytesText(run.memory_peak_bytes) : '-',
    String(run.lines),
    visibleLine(run.run_id),
  ]);
  const table = [['STARTED', 'JOB', 'STATE', 'TOOK', 'PEAK', 'LINES', 'ID'], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row, index) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    if (index === 0) return colours.dim(cells.join('  ').trimEnd());
    const state = cells[2] ?? '';
    return cells
      .with(2, inStateColour(state.trim(), state, colours))
      .join('  ')
      .trimEnd();
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** What a run was and how it went. */
export function runHead({ run, last_good: good }: FoundRun, colours: Colours): string {
  const who = run.user ? ` by ${visibleLine(run.user)}` : '';
  const where = run.host ? ` on ${visibleLine(run.host)}` : '';
  const lost = run.lost_lines > 0 ? colours.red(`, ${run.lost_lines} lost`) : '';
  const facts = [
    ['run', visibleLine(run.run_id)],
    ['started', `${shortTime(run.started_at)}${where}${who}`],
    ...(run.command.length > 0 ? [['command', visibleLine(run.command.join(' '))]] : []),
    ...(run.release ? [['release', visibleLine(run.release)]] : []),
    ['lines', `${run.lines}${lost}`],
    ...(good ? [['last good', `took ${durationText(good.duration_ms)}, ${good.run_id}`]] : []),
  ];
  const outcome = inStateColour(run.state, visibleLine(run.outcome), colours);
  const list = facts.map(([name = '', fact]) => `  ${colours.dim(name.padEnd(9))}  ${fact}\n`);
  return `${colours.bold(visibleLine(run.job))}: ${outcome}\n${list.join('')}`;
}

/** Gaps from here on are slow: a twentieth of the run, at least a second. */
export const slowGapMs = (run: ApiRun): number => Math.max(1000, run.duration_ms / 20);

/** A line with the gap before it; a slow gap begins with an exclamation mark. */
export function runLine(
  { record, gapNs }: ReceivedRecord & { gapNs: number },
  slowMs: number,
  colours: Colours,
): string {
  const gapMs = gapNs / 1e6;
  const isSlow = gapMs >= slowMs;
  const gap = `${isSlow ? '!' : ' '}+${durationText(gapMs)}`.padStart(14);
  const body = visibleIndented(record.body, ' '.repeat(30)).trimEnd();
  const message = inSeverityColour(record.severity_number ?? 0, body, colours);
  const shown = isSlow ? colours.bold(colours.yellow(gap)) : colours.dim(gap);
  return `${shown}  ${colours.dim(timeOfDay(record.time))}  ${message}\n`;
}

function inStateColour(state: string, text: string, colours: Colours): string {
  if (state === 'succeeded') return colours.green(text);
  if (state === 'running') return colours.cyan(text);
  return state === 'lost' ? colours.yellow(text) : colours.red(text);
}

/** As severe as OpenTelemetry's number says. */
function inSeverityColour(severityNumber: number, text: string, colours: Colours): string {
  if (severityNumber >= 17) return colours.red(text);
  return severityNumber >= 13 ? colours.yellow(text) : text;
}

/** `2026-11-21T09:41:47.123456789Z` to milliseconds. */
const shortTime = (time: string) => visible(time).replace(/(\.\d{3})\d+Z$/, '$1Z');
const timeOfDay = (time: string) => shortTime(time).replace(/^.*T([^T]*)Z$/, '$1');
