// The report's tables: a row for each figure, a column for each system, then how many times better the first one is.
import {
  geometricMean,
  lowerIsBetter,
  type Figures,
  type Result,
  type SectionName,
} from './figures.ts';
import { timeoutMs } from './questions.ts';

export const betterThan = 'times better than ';

export const rounded = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

function cell(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value === Infinity ? `> ${rounded(timeoutMs)}` : rounded(value);
}

/** How many times better; a question given up counts as long as was waited. */
function ratio(row: string, ours: number | undefined, theirs: number | undefined): number {
  const [mine, other] = [ours ?? Number.NaN, theirs ?? Number.NaN].map((value) =>
    Math.min(value, lowerIsBetter(row) && value === Infinity ? timeoutMs : value),
  ) as [number, number];
  return lowerIsBetter(row) ? other / mine : mine / other;
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** One section as a Markdown table; undefined when nobody has a figure in it. */
export function sectionTable(results: readonly Result[], section: SectionName): string | undefined {
  const figures = results.map((result) => result.sections.get(section) ?? (new Map() as Figures));
  const names = new Set(figures.flatMap((each) => [...each.keys()]));
  if (names.size === 0) return undefined;
  const [ours, ...others] = figures;
  const peers = results.slice(1).map(({ name }) => name);
  const header = [
    '',
    ...results.map(({ name }) => name),
    ...peers.map((name) => betterThan + name),
  ];
  const lines = [line(header), line(header.map(() => '---'))];
  const ratios: number[][] = peers.map(() => []);
  for (const row of names) {
    const against = others.map((theirs) => ratio(row, ours?.get(row), theirs.get(row)));
    if (row.endsWith(', ms'))
      against.forEach((value, index) => Number.isFinite(value) && ratios[index]?.push(value));
    const cells = [...figures.map((each) => cell(each.get(row))), ...against.map(ratioCell)];
    lines.push(line([row, ...cells]));
  }
  if (ratios.some((each) => each.length > 0)) {
    const means = ratios.map((each) => (each.length > 0 ? rounded(geometricMean(each)) : '–'));
    lines.push(line(['**the questions, geometric mean**', ...results.map(() => ''), ...means]));
  }
  return lines.join('\n');
}

const ratioCell = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : '–');
