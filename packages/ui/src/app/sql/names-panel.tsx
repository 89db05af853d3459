// Tables, columns and attributes; a click writes one into the query.
import { attributeSql, type SqlNames } from './sql-completion.ts';
import { typeText } from './cell-text.ts';

const attributesShown = 100;

/** The list of names. */
export function NamesPanel({
  names,
  onInsert,
}: {
  names: SqlNames;
  onInsert: (text: string) => void;
}) {
  return (
    <div className="sql-names">
      {names.tables.map(({ name, columns }) => (
        <details key={name} open={name === 'logs'}>
          <summary>{name}</summary>
          <ul>
            {columns.map((column) => (
              <Name
                key={column.name}
                name={column.name}
                note={typeText(column.type)}
                onInsert={() => onInsert(column.name)}
              />
            ))}
          </ul>
        </details>
      ))}
      {names.attributes.length > 0 && (
        <details open>
          <summary>Attributes of the last day</summary>
          <ul>
            {names.attributes.slice(0, attributesShown).map((attribute) => (
              <Name
                key={attribute.name}
                name={attribute.name}
                note=""
                onInsert={() => onInsert(attributeSql(attribute))}
              />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Name(props: { name: string; note: string; onInsert: () => void }) {
  return (
    <li>
      <button
        type="button"
        className="sql-name-row"
        title={`Insert ${props.name}${props.note === '' ? '' : ` (${props.note})`}`}
        onClick={props.onInsert}
      >
        <code>{props.name}</code>
        <span className="muted">{props.note}</span>
      </button>
    </li>
  );
}
