// One line or record of text → one JSON line of the kind the intake takes.
import { rfc3339Time } from '@groundcrew/model';
import { withoutEscapes } from './ansi.ts';
import { grokReader } from '../grok/grok-reader.ts';
import type { Grok } from '../grok/compile-grok.ts';
import type { LineContext } from './format.ts';
import { formatReaders, type LineFormat } from './formats.ts';
import { joined, type Members } from './members.ts';
import { readText } from './text.ts';
import { TimeWriter } from './time-writer.ts';

/** What a parser is told beside the format. */
export interface LineParserOptions {
  /** IANA name of the zone of times that have none; default: the machine's. */
  timeZone?: string;
  /** What the format `grok` reads by, from `compileGrok`; lines that do not match are read as text. */
  grok?: Grok;
}

/**
 * One text (a line, or lines joined by \n) → a JSON object on one line. `readNs` is its time when it has none itself.
 * `added` are members from `membersOf` that every line gets (`stream`, `run_id`, …): they stand first and so win over
 * the same names in the line. Never throws; what is not understood stays in `message`.
 */
export type LineParser = (text: string, readNs: bigint, added?: Members) => string;

/** A parser for one source (a file, a stream of a program). */
export function createLineParser(format: LineFormat, options: LineParserOptions = {}): LineParser {
  const times = new TimeWriter(options.timeZone);
  const read =
    format === 'grok' ? options.grok && grokReader(options.grok) : formatReaders[format]();
  let lastNs: bigint | undefined;
  let lastTime = '';
  // Lines come in batches that were read at one time.
  const timeOf = (readNs: bigint) => {
    if (readNs !== lastNs) lastTime = rfc3339Time(readNs);
    lastNs = readNs;
    return lastTime;
  };
  return (text, readNs, added = '') => {
    const context: LineContext = { times, readNs };
    const clean = withoutEscapes(text);
    const found = read?.(clean, context) ?? readText(clean, context);
    const line = joined(added, found.members);
    return found.time === '' ? `{${line}}` : `{"time":"${found.time ?? timeOf(readNs)}",${line}}`;
  };
}
