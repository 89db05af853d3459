// Where the figures of a run's charts come from.
import { apiAddress, hasToken } from '../api/client.ts';
import type { Run } from '../api/runs.ts';
import { shellQuoted } from '../logs/curl.ts';
import { Dialog } from '../parts/dialog.tsx';
import { QueryForm } from '../parts/query-form.tsx';

/** The request and the command that give a run's samples of CPU and memory. */
export function RunQueryDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const path = apiAddress(`/api/runs/${encodeURIComponent(run.run_id)}`);
  const login = hasToken() ? ` -H "Authorization: Bearer $GROUNDCREW_TOKEN"` : '';
  const address = shellQuoted(location.origin + path);
  return (
    <Dialog title="These figures elsewhere" onClose={onClose}>
      <p className="muted query-note">
        CPU and memory are sampled while the program runs, and kept with its run as{' '}
        <code>samples</code>: milliseconds since the start, milliseconds of CPU so far, bytes of
        memory.
      </p>
      <QueryForm title="API" text={`GET ${path}`} />
      <QueryForm title="curl" text={`curl -s${login} ${address} | jq .run.samples`} />
    </Dialog>
  );
}
