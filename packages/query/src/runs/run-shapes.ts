// What a run wrote, by message pattern: how often, how bad, and how long it took until the next line.
import { render, type Sql, sql, value } from '@groundcrew/store';
import { messageShape } from '../pattern-logs.ts';
import { jsonSettings, recordId } from '../record-columns.ts';
import { logsTable } from '../selection.ts';
import { type RunSpan, runLinesCondition } from './run-lines.ts';

/** Patterns of one run that are looked at; rarer ones are left out. */
export const runShapesMax = 2000;

/** One pattern of a run's messages. */
export interface RunShape {
  readonly pattern: string;
  readonly lines: number;
  readonly severity_number: number;
  /** Time from its lines to the ones after them, together. */
  readonly time_ns: number;
  /** Its first line. */
  readonly id: string;
}

/** One String column `shape` of JSON texts, the most frequent first. */
export function runShapes(span: RunSpan): Sql {
  const timeNs = sql`toUnixTimestamp64Nano(time)`;
  const end = value('Int64', span.endedNs);
  const next = sql`leadInFrame(${timeNs}, 1, greatest(${end}, ${timeNs})) OVER (ORDER BY time, batch, row ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`;
  const lines = sql`SELECT ${messageShape} AS shape, severity_number, ${next} - ${timeNs} AS took, ${recordId} AS place, (time, batch, row) AS at FROM ${logsTable} WHERE ${runLinesCondition(span)}`;
  // Dates, addresses and versions: placeholders with only such a sign between them are one.
  const joined = sql`replaceRegexpAll(shape, '<\\\\*>(?:[.,:+-]<\\\\*>)+', '<*>')`;
  const shapes = sql`SELECT ${joined} AS pattern, count() AS lines, max(severity_number) AS severity, sum(took) AS time_ns, argMin(place, at) AS id FROM (${lines}) GROUP BY pattern ORDER BY lines DESC, pattern LIMIT ${value('UInt32', runShapesMax)}`;
  return render(
    sql`SELECT toValidUTF8(concat('{"pattern":', toJSONString(pattern), ',"lines":', toString(lines), ',"severity_number":', toString(severity), ',"time_ns":', toString(time_ns), ',"id":"', id, '"}')) AS shape FROM (${shapes}) AS found ORDER BY found.lines DESC, found.pattern SETTINGS ${jsonSettings}`,
  );
}

/** Lines by severity number: one String column `count` of JSON texts `[severity_number, lines]`. */
export function runSeverities(span: RunSpan): Sql {
  return render(
    sql`SELECT concat('[', toString(severity_number), ',', toString(count()), ']') AS count FROM ${logsTable} WHERE ${runLinesCondition(span)} GROUP BY severity_number ORDER BY severity_number`,
  );
}
