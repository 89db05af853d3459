// What can be done with the chosen cell and its row.
import { Button } from '../parts/button.tsx';
import { formatCount } from '../time/format.ts';

interface ChosenCellProps {
  readonly name: string;
  readonly rowNumber: number;
  readonly onOpen: () => void;
  readonly onCopyCell: () => void;
  readonly onCopyRow: () => void;
  readonly onDrop: () => void;
}

/** A bar over the foot of the table. */
export function ChosenCell(props: ChosenCellProps) {
  const { name, rowNumber, onOpen, onCopyCell, onCopyRow, onDrop } = props;
  return (
    <div className="selection sql-chosen" role="group" aria-label="The chosen cell">
      <span className="sql-chosen-name" title={name}>
        Row {formatCount(rowNumber)}, {name}
      </span>
      <Button icon="copy" onClick={onCopyCell}>
        Copy value
      </Button>
      <Button look="plain" onClick={onCopyRow}>
        Copy row
      </Button>
      <Button look="plain" onClick={onOpen}>
        Open row
      </Button>
      <Button look="plain" icon="close" aria-label="Choose no cell" onClick={onDrop} />
    </div>
  );
}
