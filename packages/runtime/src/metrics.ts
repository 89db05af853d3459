// Groundcrew's own metrics, in the Prometheus text format 0.0.4.
// https://prometheus.io/docs/instrumenting/exposition_formats/

/** A value that only grows. */
export interface Counter {
  add(amount?: number, labels?: Record<string, string>): void;
}

interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge';
  /** Values by rendered label set. */
  values: Map<string, number>;
  /** Counters' label sets by their rendered form. */
  labels: Map<string, Record<string, string>>;
  /** Gauges are read when rendered. */
  read?: () => number | Map<string, number>;
}

/** A label set as Prometheus writes it, `{a="b"}`, or "" without labels. */
function labelText(labels: Record<string, string> | undefined): string {
  if (!labels) return '';
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return `{${parts.join(',')}}`;
}

const escapeLabel = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** A registry of metrics; one per process, passed to whoever counts. */
export class Metrics {
  readonly #families = new Map<string, Family>();

  /** Registers a counter; its name ends in `_total`. */
  counter(name: string, help: string): Counter {
    const family = this.#family(name, help, 'counter');
    return {
      add(amount = 1, labels) {
        const key = labelText(labels);
        if (!family.labels.has(key)) family.labels.set(key, { ...labels });
        family.values.set(key, (family.values.get(key) ?? 0) + amount);
      },
    };
  }

  /** Registers a gauge that is read at each scrape: one number, or numbers by label text from {@link Metrics.label}. */
  gauge(name: string, help: string, read: () => number | Map<string, number>): void {
    this.#family(name, help, 'gauge').read = read;
  }

  /** Renders a label set, for gauges that return several values. */
  static label(labels: Record<string, string>): string {
    return labelText(labels);
  }

  /** A counter's values with their labels; none while nothing has been counted under this name. */
  counted(name: string): { labels: Readonly<Record<string, string>>; value: number }[] {
    const family = this.#families.get(name);
    if (!family) return [];
    return [...family.labels].map(([key, labels]) => ({
      labels,
      value: family.values.get(key) ?? 0,
    }));
  }

  /** All metrics as Prometheus text. */
  render(): string {
    const lines: string[] = [];
    for (const family of this.#families.values()) {
      lines.push(`# HELP ${family.name} ${family.help}`, `# TYPE ${family.name} ${family.type}`);
      const read = family.read?.();
      const values = typeof read === 'number' ? new Map([['', read]]) : (read ?? family.values);
      for (const [labels, value] of values) lines.push(`${family.name}${labels} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }

  #family(name: string, help: string, type: 'counter' | 'gauge'): Family {
    const existing = this.#families.get(name);
    if (existing) return existing;
    const family: Family = { name, help, type, values: new Map(), labels: new Map() };
    this.#families.set(name, family);
    return family;
  }
}
