// The search, and the counts of its chart, as commands.
import { apiAddress, hasToken, type Parameters } from '../api/client.ts';
import { type LogQuestion, spanParameters } from '../api/logs.ts';
import { paletteSize } from './series-colors.ts';

/** A text as one word of a shell. */
export const shellQuoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** What a `crew` command adds to find this server; nothing where it looks by itself. */
export const crewUrl = () => (location.port === '4400' ? '' : ` --url ${location.origin}`);

/** A request as a curl command. */
export function curlOfRequest(path: string, parameters: Parameters): string {
  const address = location.origin + apiAddress(path, parameters);
  const login = hasToken() ? ` -H "Authorization: Bearer $GROUNDCREW_TOKEN"` : '';
  return `curl -s${login} ${shellQuoted(address)}`;
}

/** The search as a curl command. */
export const curlOf = (question: LogQuestion, order: 'asc' | 'desc') =>
  curlOfRequest('/api/logs', {
    ...spanParameters(question),
    ...(order === 'asc' ? { order } : {}),
    limit: 100,
  });

/** What a chart counts by; an empty field for nothing but time. */
export interface ChartQuestion {
  readonly by: string;
  readonly stepMs: number;
}

/** A width as the API reads it. */
export const stepText = (stepMs: number) => `${stepMs / 1000}s`;

/** The chart's counts as a curl command. */
export const curlOfChart = (question: LogQuestion, { by, stepMs }: ChartQuestion) =>
  curlOfRequest('/api/logs/histogram', {
    ...spanParameters(question),
    ...(by === '' ? {} : { by, series: paletteSize }),
    step: stepText(stepMs),
  });
