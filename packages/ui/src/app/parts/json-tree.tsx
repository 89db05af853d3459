// JSON as a tree that folds; text nodes only.
import { useState } from 'react';

const childrenMax = 200;
const depthMax = 24;

/** A value with its members under it. */
export function JsonTree({
  value,
  name,
  depth = 0,
}: {
  value: unknown;
  name?: string;
  depth?: number;
}) {
  const [isOpen, setOpen] = useState(depth < 3);
  const entries = entriesOf(value);
  if (!entries || depth > depthMax) {
    return (
      <div className="tree-leaf">
        {name !== undefined && <span className="tree-name">{name}: </span>}
        <span className={`tree-value tree-${value === null ? 'null' : typeof value}`}>
          {typeof value === 'string' ? JSON.stringify(value) : String(value)}
        </span>
      </div>
    );
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return (
    <div className="tree-node">
      <button
        type="button"
        className="tree-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="tree-arrow">{isOpen ? '▾' : '▸'}</span>
        {name !== undefined && <span className="tree-name">{name}: </span>}
        <span className="muted">{isOpen ? open : `${open} ${entries.length} ${close}`}</span>
      </button>
      {isOpen && (
        <div className="tree-children">
          {entries.slice(0, childrenMax).map(([key, child]) => (
            <JsonTree key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > childrenMax && (
            <div className="muted">and {entries.length - childrenMax} more</div>
          )}
          <span className="muted">{close}</span>
        </div>
      )}
    </div>
  );
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}
