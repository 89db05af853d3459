// The edge of a column that is dragged, or moved with the arrow keys.

interface ColumnResizerProps {
  readonly name: string;
  readonly width: number;
  readonly bounds: { readonly min: number; readonly max: number };
  /** The side of the column it is on: dragged away from the column, it grows. */
  readonly edge: 'left' | 'right';
  readonly className?: string;
  readonly onResize: (width: number) => void;
}

const keyStepPx = 16;

/** One edge of a column's head. */
export function ColumnResizer({
  name,
  width,
  bounds,
  edge,
  className = '',
  onResize,
}: ColumnResizerProps) {
  const outwards = edge === 'right' ? 1 : -1;
  return (
    <span
      className={`resizer ${className}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={width}
      aria-valuemin={bounds.min}
      aria-valuemax={bounds.max}
      tabIndex={0}
      draggable={false}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        onResize(width + outwards * (event.key === 'ArrowRight' ? keyStepPx : -keyStepPx));
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const { clientX: startX, pointerId, currentTarget: target } = event;
        target.setPointerCapture(pointerId);
        const dragging = new AbortController();
        const { signal } = dragging;
        const move = ({ clientX }: PointerEvent) => onResize(width + outwards * (clientX - startX));
        target.addEventListener('pointermove', move, { signal });
        for (const end of ['pointerup', 'pointercancel'] as const)
          target.addEventListener(end, () => dragging.abort(), { signal });
      }}
    />
  );
}
