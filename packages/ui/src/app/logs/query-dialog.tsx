// The search as others would ask it: in words, in SQL, with curl, on the command line.
import { useQuery } from '@tanstack/react-query';
import { navigate } from '../address/location.ts';
import { sqlAddress } from '../address/sql-address.ts';
import { type LogQuestion, spanParameters, sqlOfLogs } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { QueryForm } from '../parts/query-form.tsx';
import { toast } from '../parts/toasts.tsx';
import { curlOf, shellQuoted } from './curl.ts';

interface QueryDialogProps {
  readonly question: LogQuestion;
  readonly onClose: () => void;
}

/** Shows the search in its forms, each to be copied; as SQL it can be opened and changed. */
export function QueryDialog({ question, onClose }: QueryDialogProps) {
  const { data, error } = useQuery({
    queryKey: ['sql', question],
    queryFn: ({ signal }) => sqlOfLogs(question, signal),
  });
  const { query, start, end } = spanParameters(question);
  const crew = `crew logs ${shellQuoted(String(query))} --since ${String(start)} --until ${String(end)}${location.port === '4400' ? '' : ` --url ${location.origin}`}`;
  const openSql = (sql: string) => {
    const address = sqlAddress(sql);
    if (address === undefined) return toast('The query is too long for an address', 'error');
    onClose();
    navigate(address);
  };
  return (
    <Dialog title="This search elsewhere" onClose={onClose}>
      <QueryForm title="Search" text={String(query) === '' ? '*' : String(query)} />
      {error ? (
        <Problem error={error} />
      ) : (
        <QueryForm title="SQL" text={data ?? '…'}>
          {data !== undefined && (
            <Button look="plain" icon="sql" onClick={() => openSql(data)}>
              Open in SQL
            </Button>
          )}
        </QueryForm>
      )}
      <QueryForm title="curl" text={curlOf(question)} />
      <QueryForm title="Command line" text={crew} />
    </Dialog>
  );
}
