// A dialog over the page: the browser's own, which keeps focus inside and closes with Escape.
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './button.tsx';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** `drawer` comes from the right, `palette` stands at the top without a heading. */
  form?: 'middle' | 'drawer' | 'palette';
  canClose?: boolean;
}

/** Shows its children over the page until it is closed. */
export function Dialog({
  title,
  onClose,
  children,
  form = 'middle',
  canClose = true,
}: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The browser would take the first thing that can have the focus, which is the button that closes.
    dialog?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog dialog-${form}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        if (canClose) onClose();
      }}
      onPointerDown={(event) => {
        if (canClose && event.target === element.current) onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className="dialog-box">
        {form !== 'palette' && (
          <header className="dialog-head">
            <h2>{title}</h2>
            {canClose && <Button look="plain" icon="close" aria-label="Close" onClick={onClose} />}
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
