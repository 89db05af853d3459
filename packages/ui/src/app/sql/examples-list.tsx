// The page before anything was asked: questions to begin with.
import { Icon } from '../parts/icon.tsx';
import { examplesWith } from './examples.ts';
import { attributeSql, type SqlNames } from './sql-completion.ts';
import { SqlText } from './sql-text.tsx';

/** A few questions; a click runs one. */
export function Examples({ names, onTake }: { names: SqlNames; onTake: (query: string) => void }) {
  const attribute = (name: string) =>
    attributeSql(names.attributes.find((each) => each.name === name) ?? { name, hasColumn: false });
  return (
    <div className="sql-examples">
      <h2>Ask the store anything</h2>
      <p className="muted">
        One SELECT in ClickHouse’s dialect over <code>logs</code> and <code>logs_per_minute</code>.
        Nothing can be changed from here. These are questions to begin with:
      </p>
      <ul>
        {examplesWith(attribute).map(({ title, sql }) => (
          <li key={title}>
            <button type="button" className="sql-example" onClick={() => onTake(sql)}>
              <span className="sql-example-title">
                <Icon name="play" />
                {title}
              </span>
              <SqlText text={sql} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
