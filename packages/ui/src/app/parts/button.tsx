// Buttons: with text, with an icon, or both.
import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: IconName;
  /** `plain` has no border, `primary` is the one thing to do. */
  look?: 'plain' | 'outlined' | 'primary';
  isPressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button. One with an icon alone needs `aria-label`, which is also its tooltip. */
export function Button({
  icon,
  look = 'outlined',
  isPressed,
  children,
  className,
  ...rest
}: ButtonProps) {
  const isIconAlone = icon !== undefined && children === undefined;
  const classes = ['button', `button-${look}`, isIconAlone ? 'button-icon' : '', className ?? ''];
  return (
    <button
      type="button"
      {...rest}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      title={rest.title ?? (isIconAlone ? rest['aria-label'] : undefined)}
      className={classes.filter((name) => name !== '').join(' ')}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span className="button-text">{children}</span>}
    </button>
  );
}
