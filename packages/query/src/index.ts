export { askedAttributes } from './asked-attributes.ts';
export { type ContextLogs, contextLogs } from './context-logs.ts';
export { compileSearch } from './compile-search.ts';
export { countLogs } from './count-logs.ts';
export {
  cutSlices,
  type ExportSlice,
  halves,
  minuteGroup,
  minuteGroups,
  wholeSlice,
} from './export-slices.ts';
export { type ExportFormat, exportHeader, type ExportLogs, exportLogs } from './export-logs.ts';
export { type FacetLogs, facetLogs } from './facet-logs.ts';
export { type FieldValues, fieldValues } from './field-values.ts';
export { searchFields } from './fields.ts';
export { formatSearch } from './format-search.ts';
export { histogramAsSql } from './histogram-as-sql.ts';
export { bucketsMax, type HistogramLogs, histogramLogs } from './histogram-logs.ts';
export { levelName, levelNames } from './levels.ts';
export { listLimitMax, type ListLogs, listLogs } from './list-logs.ts';
export { type LogFields, logFields } from './log-fields.ts';
export { formatLogId, type LogId, parseLogId } from './log-id.ts';
export { logsAsSql } from './logs-as-sql.ts';
export { type Matcher, matcher } from './matcher.ts';
export { parseSearch } from './parse-search.ts';
export { minePatterns, type Pattern } from './mine-patterns.ts';
export { type PatternLogs, patternLogs } from './pattern-logs.ts';
export { patternSearch } from './pattern-search.ts';
export { recordsById } from './records-by-id.ts';
export { divisorOf } from './sampled-rows.ts';
export { parseDuration, parseTime, timeNsMax } from './parse-time.ts';
export { formatTime, recordJson } from './record-json.ts';
export { recordOfRow } from './record-rows.ts';
export { requestIdFinder, requestIdPatternFault, requestIdPatternOf } from './request-ids.ts';
export { findRun, type JobRuns, jobRuns, lastGoodRun } from './runs/find-runs.ts';
export { medianOf, runSchedule, type RunSchedule } from './runs/run-schedule.ts';
export {
  listRuns,
  type ListRuns,
  parseRunCursor,
  runLimitMax,
  type RunSelection,
} from './runs/list-runs.ts';
export {
  type RunGap,
  runGaps,
  type RunGaps,
  runLines,
  type RunLines,
  runLinesMax,
  runLinesTime,
  type RunSpan,
} from './runs/run-lines.ts';
export { readRunRow, type RunRow } from './runs/run-rows.ts';
export { runSeverities, type RunShape, runShapes, runShapesMax } from './runs/run-shapes.ts';
export { type SearchForm, searchGrammar } from './search-grammar.ts';
export { searchLimits } from './search-limits.ts';
export { everything, type SearchNode, type TermNode, type Test } from './search-node.ts';
export type { LogOrder, LogSelection } from './selection.ts';
export { volumeByField, volumeByValue, type VolumeLogs } from './volume-logs.ts';
