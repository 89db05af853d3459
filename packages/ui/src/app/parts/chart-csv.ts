// The figures of a chart as text.

const csvField = (text: string) =>
  /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

interface Figures {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** A row for each moment, a column for each series; what is not there is empty. */
export function chartCsv(timesMs: readonly number[], series: readonly Figures[]): string {
  const head = ['time', ...series.map(({ label }) => csvField(label))];
  const rows = timesMs.map((timeMs, index) => [
    new Date(timeMs).toISOString(),
    ...series.map(({ values }) => String(values[index] ?? '')),
  ]);
  return `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}
