// An opened record: its message in full, its fields with their types, the JSON, and what leads on.
import { useState } from 'react';
import { changeLogs, type LogsAddress } from '../address/logs-address.ts';
import type { LogRecord } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { LinkMenu, showTrail, trailOf } from '../parts/link-menu.tsx';
import { isTrace } from '../parts/stack-frames.ts';
import { StackTrace } from '../parts/stack-trace.tsx';
import { copyText } from '../parts/toasts.tsx';
import { excludeValue, onlyValue } from '../search/terms.ts';
import { formatAgo, formatDuration } from '../time/format.ts';
import { wallClock, zoneOffsetLabel } from '../time/zone.ts';
import { chooseColumns } from './columns.tsx';
import { permalink } from './permalink.ts';
import { fieldsOf, jsonText, type RecordField, typeName, valueText } from './record-fields.ts';
import { presentMs } from './use-span.ts';

interface DetailProps {
  readonly record: LogRecord;
  readonly state: LogsAddress;
  readonly onContext: () => void;
}

/** Everything about one record. */
export function Detail({ record, state, onContext }: DetailProps) {
  const [isJson, setJson] = useState(false);
  const fields = fieldsOf(record);
  const timeMs = Date.parse(record.time);
  const traces = fields.filter(({ value }) => typeof value === 'string' && isTrace(value));
  const rest = fields.filter((field) => !traces.includes(field));
  return (
    <div className="detail">
      <div className="detail-bar">
        <Button icon="around" onClick={onContext}>
          Lines around
        </Button>
        {fields.map(({ name, searchName, value }) => {
          const trail = trailOf(name);
          if (trail === undefined) return undefined;
          return (
            <Button key={name} icon="request" onClick={() => showTrail(searchName, value, timeMs)}>
              This {trail}
            </Button>
          );
        })}
        <Button
          look="plain"
          icon="copy"
          onClick={() => void copyText(lineText(record, state.zone), 'Line')}
        >
          Copy line
        </Button>
        <Button look="plain" icon="link" onClick={() => void copyPermalink(record, state)}>
          Copy permalink
        </Button>
        <Button look="plain" icon="code" isPressed={isJson} onClick={() => setJson(!isJson)}>
          JSON
        </Button>
      </div>
      <Times record={record} zone={state.zone} />
      {isTrace(record.body) ? (
        <StackTrace text={record.body} />
      ) : (
        <pre className="detail-body">{record.body}</pre>
      )}
      {isJson ? (
        <div className="detail-json">
          <JsonTree value={record} />
          <Button
            look="plain"
            icon="copy"
            onClick={() => void copyText(jsonText(record, 2), 'JSON')}
          >
            Copy JSON
          </Button>
        </div>
      ) : (
        <>
          {traces.map(({ name, value }) => (
            <div key={name} className="detail-trace">
              <h3>{name}</h3>
              <StackTrace text={valueText(value)} />
            </div>
          ))}
          <dl className="fields">
            {rest.map((field) => (
              <FieldRow key={field.searchName} field={field} state={state} timeMs={timeMs} />
            ))}
          </dl>
        </>
      )}
    </div>
  );
}

async function copyPermalink(record: LogRecord, state: LogsAddress): Promise<void> {
  const link = await permalink(record, state);
  if (link !== undefined) await copyText(link, 'Permalink');
}

/** A record as one line of clean text. */
export function lineText(record: LogRecord, zone: string): string {
  const level = fieldsOf(record)[0]?.value;
  return [wallClock(Date.parse(record.time), zone), level, record.service, record.body]
    .filter(Boolean)
    .join(' ');
}

function Times({ record, zone }: { record: LogRecord; zone: string }) {
  const timeMs = Date.parse(record.time);
  const lateMs = Date.parse(record.observed_time) - timeMs;
  return (
    <p className="detail-time">
      <time dateTime={record.time} title={record.time}>
        {wallClock(timeMs, zone).replace('T', ' ')}
        <span className="muted">
          {record.time.slice(23, -1)} {zoneOffsetLabel(timeMs, zone)}
        </span>
      </time>
      <span className="muted">{formatAgo(timeMs, presentMs())}</span>
      {Math.abs(lateMs) > 2000 && (
        <span className="muted">
          received {formatDuration(Math.abs(lateMs))} {lateMs > 0 ? 'later' : 'earlier'}
        </span>
      )}
    </p>
  );
}

const linked =
  /^(?:service|host|instance|request_id|trace_id|span_id|run_id|release|user(?:[._]?id)?|user|ip|client[._]ip|remote_addr)$/i;

function FieldRow({
  field,
  state,
  timeMs,
}: {
  field: RecordField;
  state: LogsAddress;
  timeMs: number;
}) {
  const { name, searchName, value } = field;
  const type = typeName(value);
  const isTree = type === 'object' || type === 'array';
  const isColumn = state.columns.includes(searchName);
  const text = valueText(value);
  return (
    <div className="field">
      <dt title={name}>{name}</dt>
      <dd>
        <span className={`type type-${type}`} title={type}>
          {typeMarks[type] ?? type}
        </span>
        {isTree ? (
          <JsonTree value={value} depth={1} />
        ) : linked.test(name) ? (
          <LinkMenu field={searchName} value={value} timeMs={timeMs}>
            {text}
          </LinkMenu>
        ) : (
          <span className="field-value">
            {text === '' ? <span className="muted">empty</span> : text}
          </span>
        )}
        <div className="field-actions">
          {!isTree && (
            <>
              <Button
                look="plain"
                icon="filter"
                aria-label={`Only this ${name}`}
                onClick={() => changeLogs({ query: onlyValue(state.query, searchName, value) })}
              />
              <Button
                look="plain"
                icon="exclude"
                aria-label={`Without this ${name}`}
                onClick={() => changeLogs({ query: excludeValue(state.query, searchName, value) })}
              />
            </>
          )}
          <Button
            look="plain"
            icon="copy"
            aria-label={`Copy ${name}`}
            onClick={() => void copyText(text, name)}
          />
          <Button
            look="plain"
            icon="columns"
            isPressed={isColumn}
            aria-label={isColumn ? `Remove the column ${name}` : `Show ${name} as a column`}
            onClick={() =>
              chooseColumns(
                isColumn
                  ? state.columns.filter((each) => each !== searchName)
                  : [...state.columns, searchName],
              )
            }
          />
        </div>
      </dd>
    </div>
  );
}

const typeMarks: Record<string, string> = {
  string: 'abc',
  number: '123',
  boolean: 'y/n',
  null: 'null',
  object: '{ }',
  array: '[ ]',
};
