// One form of a query, to be read and copied.
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { copyText } from './toasts.tsx';

interface QueryFormProps {
  readonly title: string;
  readonly text: string;
  /** More that can be done with it. */
  readonly children?: ReactNode;
}

/** A heading, what can be done, the text. */
export function QueryForm({ title, text, children }: QueryFormProps) {
  return (
    <section className="query-form">
      <header>
        <h3>{title}</h3>
        <span className="query-form-actions">
          {children}
          <Button
            look="plain"
            icon="copy"
            aria-label={`Copy ${title}`}
            onClick={() => void copyText(text, title)}
          />
        </span>
      </header>
      <pre className="command" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
