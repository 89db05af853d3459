// The delivery's dead letters in the API's form.
import type { DeadLetterSource } from '@groundcrew/api';
import type { Delivery } from '@groundcrew/store';

/** Longer lines are cut in the answer; the file has them whole. */
const lineCharactersMax = 10_000;

/** `delivery` is asked anew each time: it starts after the API does. */
export function deadLetterSource(delivery: () => Delivery | undefined): DeadLetterSource {
  return {
    async newest(limit) {
      const letters = (await delivery()?.deadLetters.list({ limit })) ?? [];
      return letters.map((letter) => ({
        time: letter.time,
        batch: letter.batch,
        row: letter.row ?? 0,
        error: letter.reason,
        line: (letter.line ?? letter.line_base64 ?? letter.file ?? '').slice(0, lineCharactersMax),
      }));
    },
  };
}
