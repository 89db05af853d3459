// The edge of a column that is dragged, or moved with the arrow keys.
import { columnWidthMax, columnWidthMin } from './grid-columns.ts';

interface ColumnResizerProps {
  readonly name: string;
  readonly width: number;
  readonly onResize: (width: number) => void;
}

const keyStepPx = 16;

/** The right edge of a head. */
export function ColumnResizer({ name, width, onResize }: ColumnResizerProps) {
  return (
    <span
      className="resizer sql-resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={width}
      aria-valuemin={columnWidthMin}
      aria-valuemax={columnWidthMax}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        onResize(width + (event.key === 'ArrowRight' ? keyStepPx : -keyStepPx));
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        const { clientX: startX, pointerId, currentTarget: target } = event;
        target.setPointerCapture(pointerId);
        const dragging = new AbortController();
        const { signal } = dragging;
        const move = ({ clientX }: PointerEvent) => onResize(width + clientX - startX);
        target.addEventListener('pointermove', move, { signal });
        for (const end of ['pointerup', 'pointercancel'] as const)
          target.addEventListener(end, () => dragging.abort(), { signal });
      }}
    />
  );
}
