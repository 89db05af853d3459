// How Groundcrew's own addresses answer: a small JSON object, or a problem document.
import type { Answer, Decode, Dialect } from '../receivers/receiver.ts';
import { problemJson } from './problem.ts';

/** The dialect of a receiver that has no forms of its own. */
export function plainDialect(decode: Decode): Dialect {
  return {
    decode,
    accepted({ rows, cut, isRepeat, rejected }): Answer {
      const cutText = cut > 0 ? `,"cut":${cut}` : '';
      const duplicate = isRepeat ? ',"duplicate":true' : '';
      const left =
        rejected.records > 0
          ? `,"rejected":${rejected.records},"reason":${JSON.stringify(rejected.detail)}`
          : '';
      const body = `{"accepted":${rows}${cutText}${left}${duplicate}}\n`;
      return { status: 200, contentType: 'application/json', body };
    },
    refused: (error) => ({
      status: error.status,
      contentType: 'application/problem+json',
      body: problemJson(error),
    }),
  };
}
