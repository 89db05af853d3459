// One entry of a list to choose from, under a box that narrows it.
import type { ReactNode } from 'react';

interface ChoiceItemProps {
  readonly children: ReactNode;
  /** Said beside it, more quietly. */
  readonly note?: string;
  /** Whether it is the one chosen now; left out where none is. */
  readonly isPressed?: boolean;
  readonly onChoose: () => void;
}

/** The entry, a button. */
export function ChoiceItem({ children, note, isPressed, onChoose }: ChoiceItemProps) {
  return (
    <button type="button" className="menu-item" aria-pressed={isPressed} onClick={onChoose}>
      <span className="menu-text">{children}</span>
      {note !== undefined && <span className="muted">{note}</span>}
    </button>
  );
}
