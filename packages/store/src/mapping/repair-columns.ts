// A line that begins as an object does but is refused by the parser is repaired and parsed again. Rare rows pay.
import { jsonRepair } from '@groundcrew/model';
import { text } from './sql-text.ts';

/** The members of a repaired line as `Array(Tuple(String, String))`; see `repairJson` in the model. */
export function repairedMembers(line: string): string {
  const string = `if(position(t, '\\\\u') = 0, t, arrayStringConcat(arrayMap(e -> if(match(e, ${text(jsonRepair.loneSurrogate)}), '\\\\ufffd', e), extractAll(t, ${text(jsonRepair.escapes)}))))`;
  const number = `if(match(t, ${text(jsonRepair.hugeNumber)}), concat('"', t, '"'), t)`;
  const tokens = `extractAll(toValidUTF8(${line}), ${text(jsonRepair.tokens)})`;
  return `JSONExtractKeysAndValuesRaw(arrayStringConcat(arrayMap(t -> if(startsWith(t, '"'), ${string}, ${number}), ${tokens})))`;
}

/** Whether a line that was refused is worth the repair. */
export function isRepairable(line: string): string {
  return `match(${line}, ${text(jsonRepair.candidate)})`;
}
