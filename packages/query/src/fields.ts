// Which field a name in a search means: a column of the table, under any of its usual names, or an attribute.
import type { LogRecord } from '@groundcrew/model';

/** A column of text, and the property of a record that holds the same. */
export interface TextField {
  readonly kind: 'text';
  readonly column: TextColumn;
  readonly property: TextProperty;
  /** Hexadecimal ids are stored in lower case, so what is searched is lowered too. */
  readonly isHex: boolean;
}

export interface TimeField {
  readonly kind: 'time';
  readonly column: 'time' | 'observed_time';
  readonly property: 'timeNs' | 'observedTimeNs';
}

export interface AttributeField {
  readonly kind: 'attribute';
  readonly name: string;
}

export type Field =
  | { readonly kind: 'body' }
  | { readonly kind: 'level' }
  | { readonly kind: 'severity_number' }
  | TextField
  | TimeField
  | AttributeField;

type TextProperty = {
  [K in keyof LogRecord]: LogRecord[K] extends string ? K : never;
}[keyof LogRecord];

export type TextColumn =
  | 'body'
  | 'severity_text'
  | 'service'
  | 'host'
  | 'instance'
  | 'request_id'
  | 'trace_id'
  | 'span_id'
  | 'run_id'
  | 'release';

const text = (column: TextColumn, property: TextProperty, isHex = false): Field => ({
  kind: 'text',
  column,
  property,
  isHex,
});

const fields: readonly (readonly [Field, string])[] = [
  [{ kind: 'body' }, 'body message msg'],
  [{ kind: 'level' }, 'level severity lvl'],
  [{ kind: 'severity_number' }, 'severity_number'],
  [text('severity_text', 'severityText'), 'severity_text'],
  [text('service', 'service'), 'service service.name'],
  [text('host', 'host'), 'host hostname host.name'],
  [text('instance', 'instance'), 'instance service.instance.id'],
  [text('request_id', 'requestId'), 'request_id request requestId req_id reqId request.id'],
  [text('trace_id', 'traceId', true), 'trace_id trace traceId trace.id'],
  [text('span_id', 'spanId', true), 'span_id span spanId span.id'],
  [text('run_id', 'runId'), 'run_id run runId'],
  [text('release', 'release'), 'release version service.version'],
  [{ kind: 'time', column: 'time', property: 'timeNs' }, 'time timestamp @timestamp ts'],
  [{ kind: 'time', column: 'observed_time', property: 'observedTimeNs' }, 'observed_time'],
];

const byName = new Map<string, Field>(
  fields.flatMap(([field, names]) => names.split(' ').map((name) => [name, field] as const)),
);

/** Names of columns a search knows, each with the other names it answers to. For help and documentation. */
export const searchFields: readonly { name: string; aliases: readonly string[] }[] = fields.map(
  ([, names]) => {
    const [name = '', ...aliases] = names.split(' ');
    return { name, aliases };
  },
);

const attributePrefix = 'attributes.';

/** The field a name means. A name that is no column is an attribute; `attributes.x` always is the attribute `x`. */
export function resolveField(name: string): Field {
  const known = byName.get(name);
  if (known) return known;
  const isForced = name.startsWith(attributePrefix) && name.length > attributePrefix.length;
  return { kind: 'attribute', name: isForced ? name.slice(attributePrefix.length) : name };
}
