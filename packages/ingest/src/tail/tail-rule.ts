// One entry of the configuration's list, ready to use.
import type { RecordForm } from './cut-records.ts';

/** Which files to follow, and what their lines are. */
export interface TailRule {
  readonly pattern: string;
  readonly exclude: readonly string[];
  /** Undefined for the name of the file. */
  readonly service: string | undefined;
  /** Where to begin with files that were there before this rule. */
  readonly from: 'start' | 'end';
  /** A partial last line is a line after this long; undefined: only when the file is gone. */
  readonly partialLineMs: number | undefined;
  /** The form of the lines of one file. */
  form(logPath: string): RecordForm;
}

/** Bounds and times of an engine; tests make them small. */
export interface TailSettings {
  /** How often files that are being written are looked at. Quiet ones are looked at less often. */
  readonly pollMs: number;
  /** How often patterns are matched again. */
  readonly discoverMs: number;
  /** How long the last record of a file waits for lines that belong to it. */
  readonly joinMs: number;
  /** How long a content that disappeared is looked for, and a deleted file that is open is still read. */
  readonly goneMs: number;
  readonly filesMax: number;
  readonly openFilesMax: number;
}

export const tailSettings: TailSettings = {
  pollMs: 200,
  discoverMs: 1000,
  joinMs: 500,
  goneMs: 10_000,
  filesMax: 20_000,
  openFilesMax: 256,
};
