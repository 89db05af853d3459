// The rows of a list of suggestions under a text box, which keeps the keyboard: the box says which row is active.

interface SuggestionItemsProps<Item> {
  /** Of the list; a row's id is this and its index, for `aria-activedescendant`. */
  readonly listId: string;
  readonly items: readonly Item[];
  readonly active: number;
  readonly label: (item: Item) => string;
  readonly onTake: (item: Item) => void;
}

/** What stands in the list: each row with its label and what kind of thing it is. */
export function SuggestionItems<Item extends { readonly note: string }>({
  listId,
  items,
  active,
  label,
  onTake,
}: SuggestionItemsProps<Item>) {
  return items.map((item, index) => (
    <li
      key={`${item.note} ${label(item)}`}
      id={`${listId}-${index}`}
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
  ));
}
