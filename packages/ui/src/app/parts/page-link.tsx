// A link to a page of ours: an ordinary one, that is followed without loading everything anew.
import type { ReactNode } from 'react';
import { navigate } from '../address/location.ts';

interface PageLinkProps {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly title?: string;
  readonly label?: string;
}

/** A new tab, a copied address and the middle button work as everywhere. */
export function PageLink({ to, children, className = 'page-link', title, label }: PageLinkProps) {
  return (
    <a
      href={to}
      className={className}
      title={title}
      aria-label={label}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
