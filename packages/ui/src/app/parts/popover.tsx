// What opens beside something and closes with Escape or a click elsewhere.
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

interface PopoverProps {
  /** What it opens beside. */
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ReactNode;
  label: string;
  role?: 'dialog' | 'menu';
  align?: 'start' | 'end';
}

/** Content beside an anchor, within the window. Focus goes in, and back when it closes. */
export function Popover({
  anchor,
  onClose,
  children,
  label,
  role = 'dialog',
  align = 'start',
}: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    if (box.current && anchor.current) place(box.current, anchor.current, align);
  });
  useEffect(() => {
    const element = box.current;
    const before = document.activeElement;
    const first = element?.querySelector<HTMLElement>(
      '[data-autofocus], input, button, [tabindex="0"]',
    );
    first?.focus({ preventScroll: true });
    const onPointer = (event: PointerEvent) => {
      const target = event.target instanceof Node ? event.target : null;
      if (!element?.contains(target) && !anchor.current?.contains(target)) close.current();
    };
    const onResize = () => element && anchor.current && place(element, anchor.current, align);
    addEventListener('pointerdown', onPointer, true);
    addEventListener('resize', onResize);
    return () => {
      removeEventListener('pointerdown', onPointer, true);
      removeEventListener('resize', onResize);
      const isInside =
        element?.contains(document.activeElement) || document.activeElement === document.body;
      if (isInside && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [anchor, align]);
  return createPortal(
    <div
      ref={box}
      className="popover"
      role={role}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close.current();
        else moveFocus(event.key, box.current);
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') event.preventDefault();
        event.stopPropagation();
      }}
    >
      {children}
    </div>,
    homeOf(anchor.current),
  );
}

/** Within the dialog it belongs to, as all else is out of reach then; otherwise with the content of the page. */
const homeOf = (anchor: HTMLElement | null): Element =>
  anchor?.closest('dialog') ?? document.querySelector('main') ?? document.body;

function moveFocus(key: string, box: HTMLElement | null): void {
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (!box || step === 0) return;
  const items = [...box.querySelectorAll<HTMLElement>('button:not(:disabled), a')];
  const at = items.findIndex((item) => item === document.activeElement);
  items.at((at + step + items.length) % items.length)?.focus();
}

const gapPx = 4;
const edgePx = 8;

function place(box: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void {
  const beside = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const wanted = align === 'end' ? beside.right - width : beside.left;
  const left = Math.max(edgePx, Math.min(wanted, innerWidth - width - edgePx));
  const below = beside.bottom + gapPx;
  const above = beside.top - gapPx - height;
  const top = below + height + edgePx <= innerHeight || above < edgePx ? below : above;
  box.style.left = `${Math.round(left)}px`;
  box.style.top = `${Math.round(top)}px`;
  box.style.maxHeight = `${Math.max(120, innerHeight - top - edgePx)}px`;
}
