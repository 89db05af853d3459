// One row of an answer in full: every column beneath the other, whole values, and what leads on.
import { changeLogs, currentLogs } from '../address/logs-address.ts';
import { navigate } from '../address/location.ts';
import type { SqlColumn, SqlRow } from '../api/sql.ts';
import { presentMs } from '../logs/head-start.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { showTrail, trailOf } from '../parts/link-menu.tsx';
import { isTrace } from '../parts/stack-frames.ts';
import { StackTrace } from '../parts/stack-trace.tsx';
import { copyText } from '../parts/toasts.tsx';
import { runAddress } from '../runs/run-address.ts';
import { onlyValue } from '../search/terms.ts';
import { formatCount } from '../time/format.ts';
import { typeText, rowJson, wholeText } from './cell-text.ts';

interface RowDialogProps {
  readonly columns: readonly SqlColumn[];
  readonly row: SqlRow;
  readonly number: number;
  readonly onClose: () => void;
}

/** The drawer. */
export function RowDialog({ columns, row, number, onClose }: RowDialogProps) {
  const timeMs = timeOf(columns, row);
  return (
    <Dialog title={`Row ${formatCount(number)}`} form="drawer" onClose={onClose}>
      <div className="detail-bar">
        <Button icon="copy" onClick={() => void copyText(rowJson(columns, row), 'JSON')}>
          Copy as JSON
        </Button>
      </div>
      <dl className="fields">
        {columns.map((column, index) => (
          <div key={index} className="field sql-field">
            <dt>
              {column.name}
              <span className="sql-head-type">{typeText(column.type)}</span>
            </dt>
            <dd>
              <Value value={row[index]} />
              <span className="field-actions">
                <LeadsOn name={column.name} value={row[index]} timeMs={timeMs} />
                <Button
                  look="plain"
                  icon="copy"
                  aria-label={`Copy ${column.name}`}
                  onClick={() => void copyText(wholeText(row[index]), column.name)}
                />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function Value({ value }: { value: unknown }) {
  if (value === null) return <span className="sql-null">null</span>;
  if (typeof value === 'object') return <JsonTree value={value} depth={1} />;
  const text = wholeText(value);
  if (isTrace(text)) return <StackTrace text={text} />;
  return (
    <span className="field-value">{text === '' ? <span className="muted">empty</span> : text}</span>
  );
}

const searched = new Set(['service', 'host', 'instance', 'release']);

/** From an id or a name to its page, or to its lines. */
function LeadsOn({ name, value, timeMs }: { name: string; value: unknown; timeMs: number }) {
  if (typeof value !== 'string' || value === '') return undefined;
  const trail = trailOf(name);
  return (
    <>
      {name === 'run_id' && (
        <Button
          look="plain"
          icon="runs"
          aria-label="Open the run"
          onClick={() => navigate(runAddress(value))}
        />
      )}
      {trail !== undefined && (
        <Button
          look="plain"
          icon="request"
          aria-label={`Everything of this ${trail}`}
          onClick={() => showTrail(name, value, timeMs)}
        />
      )}
      {searched.has(name) && (
        <Button
          look="plain"
          icon="filter"
          aria-label={`Lines of this ${name}`}
          onClick={() => changeLogs({ query: onlyValue(currentLogs().query, name, value) })}
        />
      )}
    </>
  );
}

/** When the row was, as far as it says. The store's times are in UTC. */
function timeOf(columns: readonly SqlColumn[], row: SqlRow): number {
  const index = columns.findIndex(({ name }) => name === 'time');
  const text = index === -1 ? '' : wholeText(row[index]);
  const ms = Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);
  return Number.isNaN(ms) ? presentMs() : ms;
}
