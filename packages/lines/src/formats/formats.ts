// All formats by name.
import { readAccess } from './access.ts';
import { readApacheError } from './apache-error.ts';
import { autoReader } from './auto.ts';
import type { ReadLine } from './format.ts';
import { readJson } from './json.ts';
import { readLogfmt } from './logfmt.ts';
import { readNginxError } from './nginx-error.ts';
import { readSyslog } from './syslog.ts';
import { readText } from './text.ts';

/** Formats of lines. */
export const lineFormats = [
  'auto',
  'json',
  'logfmt',
  'nginx-access',
  'nginx-error',
  'apache-access',
  'apache-error',
  'syslog',
  'text',
  'grok',
] as const;

export type LineFormat = (typeof lineFormats)[number];

/** Makes a reader for a source. */
export const formatReaders: Readonly<Record<Exclude<LineFormat, 'grok'>, () => ReadLine>> = {
  auto: autoReader,
  json: () => readJson,
  logfmt: () => readLogfmt,
  'nginx-access': () => readAccess,
  'nginx-error': () => readNginxError,
  'apache-access': () => readAccess,
  'apache-error': () => readApacheError,
  syslog: () => readSyslog,
  text: () => readText,
};
