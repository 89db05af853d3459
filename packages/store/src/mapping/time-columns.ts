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

const seconds = `if(match(concat(nanosecondsJson, if(nanosecondsAt > 0, '', '0')), ${text(logTimeShapes.nanoseconds)}), concat(trimBoth(secondsJson, '"'), '.', leftPad(nanosecondsJson, 9, '0')), '')`;

/** The text that is to be a time, without quotes. */
export const timeText = `if(secondsAt > 0, ${seconds}, trimBoth(timeJson, '"'))`;

/** `timeNs` (0 when there is none to believe) and the positions of the members taken. */
export const timeColumns: Columns = {
  timeParsedNs: `multiIf(${has('iso')}, ${iso}, ${has('epoch')}, ${epoch}, ${has('named')}, ${named}, toInt64(0))`,
  timeNs: `if(timeParsedNs >= received_ns - toInt64(${ageNsMax}) AND timeParsedNs <= received_ns + toInt64(${futureNsMax}), timeParsedNs, toInt64(0))`,
  timeTaken: 'if(timeNs = 0, 0, timeAt + secondsAt)',
  nanosecondsTaken: 'if(timeNs = 0, 0, nanosecondsAt)',
};
