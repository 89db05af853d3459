export {
  createLineParser,
  type LineParser,
  type LineParserOptions,
} from './formats/line-parser.ts';
export { type LineFormat, lineFormats } from './formats/formats.ts';
export { type Members, membersOf } from './formats/members.ts';
export { LineSplitter, type LineSplitterOptions } from './split/line-splitter.ts';
export { RecordJoiner, type RecordJoinerOptions } from './join/record-joiner.ts';
export { compileGrok, type Grok, type GrokValue } from './grok/compile-grok.ts';
export { parseDefinitions } from './grok/definitions.ts';
export { grokLimits } from './grok/expand.ts';
