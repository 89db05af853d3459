// A line that begins as an object does but is refused by the parser is repaired and parsed again. Rare rows pay.
import { jsonRepair } from '@groundcrew/model';
import { text, validText } from './sql-text.ts';

/** The members of a repaired line as `Array(Tuple(String, String))`; see `repairJson` in the model. It may have been its bytes alone. */
export function repairedMembers(line: string): string {
  const string = `if(position(t, '\\\\u') = 0, t, arrayStringConcat(arrayMap(e -> if(match(e, ${text(jsonRepair.loneSurrogate)}), '\\\\ufffd', e), extractAll(t, ${text(jsonRepair.escapes)}))))`;
  const number = `if(match(t, ${text(jsonRepair.hugeNumber)}), concat('"', t, '"'), t)`;
  const valid = validText(line);
  const tokens = `extractAll(${valid}, ${text(jsonRepair.tokens)})`;
  const repaired = `arrayStringConcat(arrayMap(t -> if(startsWith(t, '"'), ${string}, ${number}), ${tokens}))`;
  return `JSONExtractKeysAndValuesRaw(if(isValidJSON(${valid}), ${valid}, ${repaired}))`;
}

/** Whether a line that was refused is worth the repair. */
export function isRepairable(line: string): string {
  return `match(${line}, ${text(jsonRepair.candidate)})`;
}
