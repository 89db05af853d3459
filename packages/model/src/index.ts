export { decodeLine } from './decode-line.ts';
export { plainText, quoteJson } from './json-text.ts';
export { fieldTiers, type KnownField, knownFields, tierNumbers, tierOf } from './known-fields.ts';
export type { LineDefaults, LogRecord } from './log-record.ts';
export { ageNsMax, futureNsMax, logTimeShapes, parseLogTime, rfc3339Time } from './log-time.ts';
export { mapLine } from './map-line.ts';
export { cutAttribute, recordLimits } from './record-limits.ts';
export { jsonRepair } from './repair-json.ts';
export { bytesText, durationText, type OutcomeFacts, outcomeText } from './run-outcome.ts';
export {
  readRunRecord,
  type ReadRun,
  runLimits,
  type RunRecord,
  type RunSample,
  runSilenceMsMax,
  type RunState,
  runStates,
} from './run-record.ts';
export {
  openTelemetryScale,
  pythonScale,
  severityName,
  severityNames,
  severityNumber,
  severityScales,
} from './severity.ts';
export {
  findRequestId,
  type RequestIdFinder,
  requestIdHints,
  requestIdPattern,
  traceIdPattern,
} from './text-ids.ts';
