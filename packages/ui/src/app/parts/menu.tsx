// A button that opens a menu.
import { type ReactNode, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Popover } from './popover.tsx';

interface MenuItemProps {
  icon?: IconName;
  children: ReactNode;
  onSelect: () => void;
  hint?: string;
  isOn?: boolean;
  /** Choosing it takes the choice from another. */
  isOneOfMany?: boolean;
}

/** One entry of a menu. */
export function MenuItem({
  icon,
  children,
  onSelect,
  hint,
  isOn,
  isOneOfMany = false,
}: MenuItemProps) {
  const checked = isOneOfMany ? 'menuitemradio' : 'menuitemcheckbox';
  return (
    <button
      type="button"
      role={isOn === undefined ? 'menuitem' : checked}
      {...(isOn === undefined ? {} : { 'aria-checked': isOn })}
      className="menu-item"
      onClick={onSelect}
    >
      {icon ? <Icon name={icon} /> : <span className="menu-gap">{isOn ? '✓' : ''}</span>}
      <span className="menu-text">{children}</span>
      {hint !== undefined && <kbd>{hint}</kbd>}
    </button>
  );
}

/** Entries that belong together, and what they are about. */
export function MenuGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={title}>
      <div className="menu-title" aria-hidden="true">
        {title}
      </div>
      {children}
    </div>
  );
}

interface MenuButtonProps {
  label: string;
  icon?: IconName;
  text?: ReactNode;
  look?: 'plain' | 'outlined';
  align?: 'start' | 'end';
  className?: string;
  /** A dialog when there is more in it than entries, such as a box to find one. */
  role?: 'menu' | 'dialog';
  /** The entries; `close` closes the menu. */
  children: (close: () => void) => ReactNode;
}

/** A button with a menu behind it. */
export function MenuButton({
  label,
  icon,
  text,
  look = 'plain',
  align = 'end',
  className,
  role = 'menu',
  children,
}: MenuButtonProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button
        ref={anchor}
        look={look}
        {...(icon ? { icon } : {})}
        {...(className === undefined ? {} : { className })}
        aria-label={label}
        aria-haspopup={role}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {text}
      </Button>
      {isOpen && (
        <Popover anchor={anchor} onClose={close} label={label} role={role} align={align}>
          {children(close)}
        </Popover>
      )}
    </>
  );
}
