// The search as a command.
import { apiAddress, hasToken } from '../api/client.ts';
import { type LogQuestion, spanParameters } from '../api/logs.ts';

/** A text as one word of a shell. */
export const shellQuoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The search as a curl command. */
export function curlOf(question: LogQuestion): string {
  const address =
    location.origin + apiAddress('/api/logs', { ...spanParameters(question), limit: 100 });
  const login = hasToken() ? ` -H "Authorization: Bearer $GROUNDCREW_TOKEN"` : '';
  return `curl -s${login} ${shellQuoted(address)}`;
}
