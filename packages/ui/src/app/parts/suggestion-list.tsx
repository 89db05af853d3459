// The list of suggestions under a text box, which keeps the keyboard: the box says which row is active.
import type { Ref } from 'react';

interface SuggestionListProps<Item> {
  readonly ref?: Ref<HTMLUListElement>;
  /** A row's id is this and its index, for `aria-activedescendant`. */
  readonly id: string;
  readonly name: string;
  readonly className?: string;
  /** The list hides when there are none. */
  readonly items: readonly Item[];
  readonly active: number;
  readonly label: (item: Item) => string;
  readonly onTake: (item: Item) => void;
}

/** Each row with its label and what kind of thing it is. */
export function SuggestionList<Item extends { readonly note: string }>({
  ref,
  id,
  name,
  className = '',
  items,
  active,
  label,
  onTake,
}: SuggestionListProps<Item>) {
  return (
    <ul
      ref={ref}
      id={id}
      role="listbox"
      aria-label={name}
      className={`suggestions ${className}`}
      hidden={items.length === 0}
    >
      {items.map((item, index) => (
        <li
          key={`${item.note} ${label(item)}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="suggestion"
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(item);
          }}
        >
          <code>{label(item)}</code>
          <span>{item.note}</span>
        </li>
      ))}
    </ul>
  );
}
