// Bytes of a log file → lines, as if the whole file had been read at once. The engine reads the same way, part by part.
import { entryKind } from '@groundcrew/wal';
import { cutRecords } from '../../tail/cut-records.ts';
import type { Decode } from '../receiver.ts';
import { recordForm } from './record-form.ts';

/** Where the bytes of a case come from. */
const example = '/var/log/app.log';
/** When they are read: 2026-11-21 12:00 UTC. */
const exampleNs = 1_795_262_400_000_000_000n;

/** Decodes the bytes of one file, by its lines. */
export const decode: Decode = (bytes, intake) => {
  const form = recordForm(
    { format: 'auto', joinLines: true },
    { limits: intake.limits, nowNs: () => exampleNs },
  )(example);
  const end = { isFinal: true, isAged: true, isCounted: true };
  const { body, rows, cutLines } = cutRecords(bytes, form, end);
  if (rows > 0) intake.lines({ kind: entryKind.nestedLines, body, rows });
  if (cutLines > 0) intake.cut(cutLines);
};
