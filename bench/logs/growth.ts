// How each figure grows from one table to another with more lines, read from the two reports.
import { betterThan } from './table.ts';

/** By system: the figure. */
type Row = Map<string, number>;
/** By section and row. */
type Tables = Map<string, Map<string, Row>>;

/** A number as the tables have it; undefined for what is not one, such as a question that was given up. */
function numberIn(cell: string): number | undefined {
  const value = Number(cell.replaceAll(',', '') || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The figures of a report, without the ratios between systems. */
export function readTables(report: string): Tables {
  const tables: Tables = new Map();
  let section = new Map<string, Row>();
  let header: string[] | undefined;
  for (const line of report.split('\n')) {
    if (line.startsWith('## ')) {
      section = new Map();
      tables.set(line.slice(3).trim(), section);
      header = undefined;
    } else if (line.startsWith('|')) {
      const [name = '', ...cells] = cellsOf(line);
      if (header) addRow(section, name, header, cells);
      else header = cells;
    }
  }
  return tables;
}

function addRow(
  section: Map<string, Row>,
  name: string,
  header: readonly string[],
  cells: readonly string[],
): void {
  const row: Row = new Map();
  header.forEach((system, index) => {
    const value = numberIn(cells[index] ?? '');
    if (value !== undefined && !system.startsWith(betterThan)) row.set(system, value);
  });
  if (row.size > 0) section.set(name, row);
}

/** Markdown tables of the second report's figures over the first one's; undefined when they have none in common. */
export function growthTables(from: string, to: string): string | undefined {
  const [before, after] = [readTables(from), readTables(to)];
  const parts: string[] = [];
  for (const [section, rows] of after) {
    const table = sectionGrowth(before.get(section) ?? new Map<string, Row>(), rows);
    if (table !== undefined) parts.push(`## ${section}\n\n${table}`);
  }
  return parts.length > 0 ? parts.join('\n\n') : undefined;
}

function sectionGrowth(before: Map<string, Row>, after: Map<string, Row>): string | undefined {
  const systems = [...new Set([...after.values()].flatMap((row) => [...row.keys()]))];
  const lines: string[] = [];
  for (const [name, row] of after) {
    const factors = systems.map((system) => {
      const factor = (row.get(system) ?? Number.NaN) / (before.get(name)?.get(system) ?? 0);
      return Number.isFinite(factor) ? factor.toFixed(2) : '–';
    });
    if (factors.some((factor) => factor !== '–'))
      lines.push(`| ${[name, ...factors].join(' | ')} |`);
  }
  if (lines.length === 0) return undefined;
  return [
    `| ${['', ...systems].join(' | ')} |`,
    `|${' --- |'.repeat(systems.length + 1)}`,
    ...lines,
  ].join('\n');
}
