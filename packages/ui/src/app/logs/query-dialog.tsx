// The search, or the counts of its chart, as others would ask it: in words, in SQL, with curl, on the command line.
import { useQuery } from '@tanstack/react-query';
import { navigate } from '../address/location.ts';
import { sqlAddress } from '../address/sql-address.ts';
import { type LogQuestion, spanParameters, sqlOfLogs } from '../api/logs.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { QueryForm } from '../parts/query-form.tsx';
import { toast } from '../parts/toasts.tsx';
import { type ChartQuestion, crewUrl, curlOf, curlOfChart, shellQuoted, stepText } from './curl.ts';

interface QueryDialogProps {
  readonly question: LogQuestion;
  readonly order?: 'asc' | 'desc';
  /** The chart's counts instead of the lines. */
  readonly chart?: ChartQuestion;
  readonly onClose: () => void;
}

/** Shows it in its forms, each to be copied; as SQL it can be opened and changed. */
export function QueryDialog({ question, order = 'desc', chart, onClose }: QueryDialogProps) {
  const counts = chart && {
    ...(chart.by === '' ? {} : { by: chart.by }),
    step: stepText(chart.stepMs),
  };
  const { data, error } = useQuery({
    queryKey: ['sql', question, counts],
    queryFn: ({ signal }) => sqlOfLogs(question, counts, signal),
  });
  const { query, start, end } = spanParameters(question);
  const url = crewUrl();
  const crew = chart
    ? data && `crew sql ${shellQuoted(data)}${url}`
    : `crew logs ${shellQuoted(String(query))} --since ${String(start)} --until ${String(end)}${url}`;
  const openSql = (sql: string) => {
    const address = sqlAddress(sql);
    if (address === undefined) return toast('The query is too long for an address', 'error');
    onClose();
    navigate(address);
  };
  return (
    <Dialog title={chart ? 'This chart elsewhere' : 'This search elsewhere'} onClose={onClose}>
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
      <QueryForm
        title="curl"
        text={chart ? curlOfChart(question, chart) : curlOf(question, order)}
      />
      {crew !== undefined && <QueryForm title="Command line" text={crew} />}
    </Dialog>
  );
}
