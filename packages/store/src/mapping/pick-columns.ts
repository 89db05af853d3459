// Finds the known fields among `names` and `jsons`; see `pickFields` in the model for what each rule is for.
import {
  fieldTiers,
  type KnownField,
  openTelemetryScale,
  pythonScale,
  recordLimits,
  severityNames,
  severityScales,
  tierNumbers,
  tierOf,
} from '@groundcrew/model';
import { lookUp, text } from './sql-text.ts';
import { addColumns, type Columns } from './steps.ts';
import { timeColumns } from './time-columns.ts';

/** Columns with the position of the member each field takes, 0 when it takes none: those members are no attributes. */
export const takenColumns = [
  'timeTaken',
  'nanosecondsTaken',
  'severityTaken',
  'bodyTaken',
  'serviceTaken',
  'hostTaken',
  'instanceTaken',
  'requestIdTaken',
  'traceIdTaken',
  'spanIdTaken',
  'runIdTaken',
  'releaseTaken',
] as const;

/** Adds a column for each known field, and `takenColumns`. `tiers` holds the number of each name's tier. */
export function addPicks(source: string): string {
  const found = addColumns(source, { ...findColumns(), ...findSeverity });
  const values = addColumns(found, valueColumns());
  const checked = addColumns(values, {
    ...takeTexts(),
    ...takeSeverity,
    ...takeTraceId,
    ...timeColumns,
  });
  return addColumns(checked, pickedColumns());
}

const at = (name: string) => `indexOf(tiers, ${tierOf(name)})`;

/** Position of the first member of the field's best tier. */
function find(field: KnownField): string {
  const tiers = fieldTiers(field).map((tier) => `indexOf(tiers, ${tier})`);
  const last = tiers.pop() ?? '0';
  return tiers.reduceRight((rest, tier) => `if(${tier} > 0, ${tier}, ${rest})`, last);
}

const textFields = [
  'service',
  'host',
  'instance',
  'requestId',
  'traceId',
  'spanId',
  'runId',
  'release',
] as const;

function findColumns(): Columns {
  const fields: KnownField[] = [
    'body',
    'host',
    'instance',
    'requestId',
    'traceId',
    'spanId',
    'runId',
  ];
  return {
    timeAt: find('time'),
    secondsAt: `if(timeAt > 0, 0, ${find('timeSeconds')})`,
    nanosecondsAt: `if(secondsAt > 0, ${find('timeNanoseconds')}, 0)`,
    ...Object.fromEntries(fields.map((field) => [`${field}At`, find(field)])),
    serviceOwnAt: find('service'),
    serviceAt: `if(serviceOwnAt = 0 AND ${find('processId')} > 0 AND ${at('hostname')} > 0, ${find('loggerName')}, serviceOwnAt)`,
    releaseOwnAt: find('release'),
    releaseAt: `if(releaseOwnAt = ${at('version')} AND ${at('short_message')} > 0, 0, releaseOwnAt)`,
    traceNameAt: `if(traceIdAt > 0, 0, ${find('traceName')})`,
  };
}

const findSeverity: Columns = {
  levelAt: find('severity'),
  pythonAt: `if(levelAt > 0, 0, ${find('pythonLevel')})`,
  numberAt: `if(levelAt + pythonAt > 0, 0, ${find('severityNumber')})`,
  statusAt: `if(levelAt + pythonAt + numberAt > 0, 0, ${find('status')})`,
  severityAt: 'levelAt + pythonAt + numberAt + statusAt',
};

function valueColumns(): Columns {
  const fields = ['time', 'seconds', 'nanoseconds', 'severity', 'body', 'traceName', ...textFields];
  return Object.fromEntries(fields.map((field) => [`${field}Json`, `jsons[${field}At]`]));
}

/** Strings and numbers of moderate length: only they begin with a byte before the colon. */
const isText = (json: string) => `${json} < ':' AND length(${json}) <= ${recordLimits.fieldBytes}`;

/** Without backslashes there are no quotes inside. */
export const plain = (json: string) =>
  `if(position(${json}, '\\\\') = 0, trimBoth(${json}, '"'), JSONExtractString(${json}))`;

function takeTexts(): Columns {
  const fields = textFields.filter((field) => field !== 'traceId');
  return Object.fromEntries(
    fields.map((field) => [`${field}Taken`, `if(${isText(`${field}Json`)}, ${field}At, 0)`]),
  );
}

const takeSeverity: Columns = {
  severityPlain: `if(${isText('severityJson')}, ${plain('severityJson')}, '')`,
  severity_number: `multiIf(levelAt > 0, ${lookUp('lower(severityPlain)', new Map([...severityNames, ...severityScales]))}, pythonAt > 0, ${lookUp('severityPlain', pythonScale)}, numberAt > 0, ${lookUp('severityPlain', openTelemetryScale)}, statusAt > 0, ${lookUp('lower(severityPlain)', severityNames)}, toUInt8(0))`,
  severity_text: `if(severity_number > 0, severityPlain, '')`,
  severityTaken: 'if(severity_number > 0, levelAt + pythonAt + numberAt, 0)',
};

const takeTraceId: Columns = {
  traceIdOwn: `if(traceIdAt > 0 AND ${isText('traceIdJson')}, ${plain('traceIdJson')}, '')`,
  traceNameId: `if(traceNameAt > 0 AND ${isText('traceNameJson')}, extract(${plain('traceNameJson')}, ${text('/traces/([0-9A-Za-z]+)$')}), '')`,
  traceIdTaken: `multiIf(traceIdAt > 0 AND ${isText('traceIdJson')}, traceIdAt, traceNameId != '', traceNameAt, 0)`,
};

function pickedColumns(): Columns {
  const taken = (field: string) => `if(${field}Taken > 0, ${plain(`${field}Json`)}, '')`;
  const withDefault = (field: string, column: string) => ({
    [`${field}Picked`]: taken(field),
    [column]: `if(${field}Picked = '', default_${column}, ${field}Picked)`,
  });
  return {
    bodyTaken: `if(substring(bodyJson, 1, 1) IN ('{', 'n'), 0, bodyAt)`,
    request_id: taken('requestId'),
    trace_id: lowerHex(`concat(traceIdOwn, traceNameId)`),
    spanIdPicked: taken('spanId'),
    span_id: lowerHex('spanIdPicked'),
    ...withDefault('service', 'service'),
    ...withDefault('host', 'host'),
    ...withDefault('instance', 'instance'),
    ...withDefault('runId', 'run_id'),
    ...withDefault('release', 'release'),
  };
}

const lowerHex = (id: string) =>
  `if(lower(${id}) != ${id} AND match(${id}, '^[0-9A-Fa-f]+$'), lower(${id}), ${id})`;

/** Number of each name's tier, for an array of names. */
export function tiersOf(names: string): string {
  return `arrayMap(n -> ${lookUp('n', tierNumbers)}, ${names})`;
}
