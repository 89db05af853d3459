// The search as others would ask it: in words, in SQL, with curl, on the command line.
import { useQuery } from '@tanstack/react-query';
import { spanParameters, sqlOfLogs } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { copyText } from '../parts/toasts.tsx';
import { curlOf, shellQuoted } from './curl.ts';
import type { Asked } from './use-span.ts';

/** Shows the search in its forms, each to be copied. */
export function QueryDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { question } = asked;
  const { data, error } = useQuery({
    queryKey: ['sql', question],
    queryFn: ({ signal }) => sqlOfLogs(question, signal),
  });
  const { query, start, end } = spanParameters(question);
  const crew = `crew logs ${shellQuoted(String(query))} --since ${String(start)} --until ${String(end)}${location.port === '4400' ? '' : ` --url ${location.origin}`}`;
  return (
    <Dialog title="This search elsewhere" onClose={onClose}>
      <Form title="Search" text={String(query) === '' ? '*' : String(query)} />
      {error ? <Problem error={error} /> : <Form title="SQL" text={data ?? '…'} />}
      <Form title="curl" text={curlOf(asked)} />
      <Form title="Command line" text={crew} />
    </Dialog>
  );
}

function Form({ title, text }: { title: string; text: string }) {
  return (
    <section className="query-form">
      <header>
        <h3>{title}</h3>
        <Button
          look="plain"
          icon="copy"
          aria-label={`Copy ${title}`}
          onClick={() => void copyText(text, title)}
        />
      </header>
      <pre className="command" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
