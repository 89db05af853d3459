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
}

/** One entry of a menu. */
export function MenuItem({ icon, children, onSelect, hint, isOn }: MenuItemProps) {
  return (
    <button
      type="button"
      role={isOn === undefined ? 'menuitem' : 'menuitemcheckbox'}
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

interface MenuButtonProps {
  label: string;
  icon?: IconName;
  text?: ReactNode;
  look?: 'plain' | 'outlined';
  align?: 'start' | 'end';
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
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {text}
      </Button>
      {isOpen && (
        <Popover anchor={anchor} onClose={close} label={label} role="menu" align={align}>
          {children(close)}
        </Popover>
      )}
    </>
  );
}
