// A part of a page with its heading, and what may be done about it at the right.
import type { ReactNode } from 'react';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Heading, a short note beside it, actions, content. */
export function Section({ id, title, note, actions, children }: SectionProps) {
  return (
    <section className="section" aria-labelledby={`${id}-title`} id={id}>
      <header className="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {note !== undefined && <p className="section-note">{note}</p>}
        {actions !== undefined && <div className="section-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** Names and what they are, in as many columns as there is room for; `isRoomy` for those of several words. */
export function Facts({ children, isRoomy = false }: { children: ReactNode; isRoomy?: boolean }) {
  return <dl className={isRoomy ? 'facts facts-roomy' : 'facts'}>{children}</dl>;
}

/** One of them. */
export function Fact({
  name,
  title,
  children,
}: {
  name: string;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd title={title}>{children}</dd>
    </div>
  );
}
