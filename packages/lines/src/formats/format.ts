// What a format is to the line parser.
import type { Members } from './members.ts';
import type { TimeWriter } from './time-writer.ts';

/** What a format needs to know beside the text. */
export interface LineContext {
  /** Writes times; knows the zone of those that have none. */
  readonly times: TimeWriter;
  /** When the line was read or written: the year of times without one, and the time of lines without one. */
  readonly readNs: bigint;
}

/** What a format found in a line. */
export interface FoundLine {
  /** In UTC as RFC 3339; undefined when the line has none, "" when its time is among the members. */
  readonly time: string | undefined;
  readonly members: Members;
}

/** Reads a line in one format; undefined when it is not in it. Never throws. */
export type ReadLine = (text: string, context: LineContext) => FoundLine | undefined;
