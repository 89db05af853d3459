// Which field a name in a search means: a column of the table, under any of its usual names, or an attribute.
import { type KnownField, knownFields, type LogRecord } from '@groundcrew/model';

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

/** Names that loggers write and that become this column whenever they are there: a search may use any of them. */
const written = (field: KnownField): readonly string[] => knownFields[field][0];

const fields: readonly (readonly [field: Field, names: readonly string[]])[] = [
  [{ kind: 'body' }, ['body', ...written('body')]],
  [{ kind: 'level' }, ['level', ...written('severity')]],
  [{ kind: 'severity_number' }, written('severityNumber')],
  [text('severity_text', 'severityText'), ['severity_text']],
  [text('service', 'service'), written('service')],
  [text('host', 'host'), [...written('host'), 'hostname']],
  [text('instance', 'instance'), written('instance')],
  [text('request_id', 'requestId'), [...written('requestId'), 'request']],
  [text('trace_id', 'traceId', true), [...written('traceId'), 'trace']],
  [text('span_id', 'spanId', true), [...written('spanId'), 'span']],
  [text('run_id', 'runId'), [...written('runId'), 'run']],
  [text('release', 'release'), [...written('release'), 'version']],
  [{ kind: 'time', column: 'time', property: 'timeNs' }, written('time')],
  [{ kind: 'time', column: 'observed_time', property: 'observedTimeNs' }, ['observed_time']],
];

/** Later entries win: `severity_text` is the level as written, not the level. */
const byName = new Map<string, Field>(
  fields.flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);

/** Names of columns a search knows, each with the other names it answers to. For help and documentation. */
export const searchFields: readonly { name: string; aliases: readonly string[] }[] = fields.map(
  ([field, names]) => {
    const [name = '', ...aliases] = new Set(names.filter((each) => byName.get(each) === field));
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
