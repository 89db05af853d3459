// All formats by name.
import { readAccess } from './access.ts';
import type { ReadLine } from './format.ts';
import { readJson } from './json.ts';
import { readLogfmt } from './logfmt.ts';
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
  auto: () => readAuto,
  json: () => readJson,
  logfmt: () => readLogfmt,
  'nginx-access': () => readAccess,
  'nginx-error': () => readText,
  'apache-access': () => readAccess,
  'apache-error': () => readText,
  syslog: () => readText,
  text: () => readText,
};

const readAuto: ReadLine = (text, context) =>
  text.startsWith('{')
    ? readJson(text, context)
    : (readAccess(text, context) ?? readLogfmt(text, context));
