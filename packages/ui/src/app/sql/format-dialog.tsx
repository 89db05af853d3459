// All rows in a format that is asked for less often.
import { Fragment, useState } from 'react';
import { ChoiceItem } from '../parts/choice-item.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { sqlFormats } from './sql-formats.ts';

interface FormatDialogProps {
  readonly onChoose: (format: string) => void;
  readonly onClose: () => void;
}

/** A box to find one by a part of its name, and the list. */
export function FormatDialog({ onChoose, onClose }: FormatDialogProps) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = [...sqlFormats].filter(([name]) => name.toLowerCase().includes(wanted));
  const exact = found.find(([name]) => name.toLowerCase() === wanted);
  return (
    <Dialog title="Download all rows as" onClose={onClose}>
      <form
        className="sql-formats"
        onSubmit={(event) => {
          event.preventDefault();
          const [name] = exact ?? (found.length === 1 ? (found[0] ?? []) : []);
          if (name !== undefined) onChoose(name);
        }}
      >
        <input
          data-autofocus
          aria-label="Find a format"
          placeholder="Find a format"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <ul className="sql-format-list">
          {found.map(([name, ending]) => (
            <li key={name}>
              <ChoiceItem note={`.${ending}`} onChoose={() => onChoose(name)}>
                {name.split(/(?=[A-Z][a-z])/).map((word) => (
                  <Fragment key={word}>
                    {word}
                    <wbr />
                  </Fragment>
                ))}
              </ChoiceItem>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="muted">The store has no format of this name.</p>}
      </form>
    </Dialog>
  );
}
