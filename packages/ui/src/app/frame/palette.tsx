// The command palette: pages, services, searches and commands by a few letters.
import { useId, useMemo, useRef, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';

/** Something the palette can do. */
export interface Command {
  readonly label: string;
  readonly group: string;
  readonly icon: IconName;
  readonly hint?: string;
  readonly run: () => void;
}

const shownMax = 60;

/** Finds commands and runs one. */
export function Palette({
  commands,
  onClose,
}: {
  commands: readonly Command[];
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const found = useMemo(() => rank(commands, text).slice(0, shownMax), [commands, text]);
  const move = (step: number) => {
    const next = (active + step + found.length) % Math.max(1, found.length);
    setActive(next);
    list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' });
  };
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  return (
    <Dialog title="Commands" form="palette" onClose={onClose}>
      <div className="palette-input">
        <Icon name="search" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={`${id}-${active}`}
          aria-label="Find a page, service, search or command"
          placeholder="Find a page, service, search or command"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') move(1);
            else if (event.key === 'ArrowUp') move(-1);
            else if (event.key === 'Enter') run(found[active]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <ul ref={list} id={id} role="listbox" aria-label="Commands" className="palette-list">
        {found.map((command, index) => (
          <li
            key={`${command.group} ${command.label}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="palette-option"
            onPointerMove={() => setActive(index)}
            onClick={() => run(command)}
          >
            <Icon name={command.icon} />
            <span className="palette-label">{command.label}</span>
            <span className="palette-group">{command.group}</span>
            {command.hint !== undefined && <kbd>{command.hint}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="palette-none">Nothing is called that.</p>}
    </Dialog>
  );
}

/** Commands that have all the words, those that begin with the text first. */
function rank(commands: readonly Command[], text: string): Command[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const scored = commands.flatMap((command) => {
    const label = `${command.label} ${command.group}`.toLowerCase();
    if (!words.every((word) => label.includes(word))) return [];
    return [{ command, score: label.startsWith(words[0] ?? '') ? 0 : 1 }];
  });
  return scored.sort((a, b) => a.score - b.score).map(({ command }) => command);
}
