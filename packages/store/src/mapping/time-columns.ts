// The time of a line, gated by the shapes of the model: only what has one of them reaches a parser. No now() anywhere,
// so that a batch sent twice is mapped to the same rows.
import { ageNsMax, futureNsMax, logTimeShapes } from '@groundcrew/model';
import { text } from './sql-text.ts';
import type { Columns } from './steps.ts';

const has = (shape: keyof typeof logTimeShapes) => `match(timeText, ${text(logTimeShapes[shape])})`;

const parsed = (plain: string) =>
  `toUnixTimestamp64Nano(parseDateTime64BestEffortOrZero(${plain}, 9, 'UTC'))`;

const iso = parsed(`if(position(timeText, ',') > 0, replaceOne(timeText, ',', '.'), timeText)`);
const epoch = `toInt64OrZero(substring(concat(replaceOne(timeText, '.', ''), '000000000'), 1, 19))`;
const named = parsed(
  `replaceRegexpOne(timeText, ${text(logTimeShapes.named)}, '\\\\1 \\\\2 \\\\3 \\\\4 \\\\5')`,
);

const plain = (position: string) => `trimBoth(jsons[${position}], '"')`;

/** The text that is to be a time, without quotes; whole seconds with the nanoseconds beside them. */
export const timeText = `multiIf(nanosecondsAt = 0, ${plain('timeAt')}, match(jsons[nanosecondsAt], ${text(logTimeShapes.nanoseconds)}), concat(${plain('timeAt')}, '.', leftPad(jsons[nanosecondsAt], 9, '0')), '')`;

/** What time that is; 0 when it is none. */
export const timeParsedNs = `multiIf(${has('iso')}, ${iso}, ${has('epoch')}, ${epoch}, ${has('named')}, ${named}, toInt64(0))`;

const earliest = `received_ns - toInt64(${ageNsMax})`;
const latest = `received_ns + toInt64(${futureNsMax})`;

/** `timeNs` (0 when there is none to believe) and the positions of the members taken. */
export const timeColumns: Columns = {
  timeNs: `if(timeParsedNs = greatest(${earliest}, least(${latest}, timeParsedNs)), timeParsedNs, toInt64(0))`,
  timeTaken: 'if(timeNs = 0, 0, timeAt)',
  nanosecondsTaken: 'if(timeNs = 0, 0, nanosecondsAt)',
};
