// Finds the known fields among `names` and `jsons`; see `pickFields` in the model for what each rule is for.
import {
  fieldTiers,
  type KnownField,
  openTelemetryScale,
  pythonScale,
  recordLimits,
  severityNames,
  severityScales,
  tierOf,
} from '@groundcrew/model';
import { lookUp, text } from './sql-text.ts';
import type { Columns } from './steps.ts';
import { timeColumns, timeText } from './time-columns.ts';

/** Columns with the position of the member each field takes, 0 when it takes none: those members are no attributes. */
export const takenColumns = [
  'timeTaken',
  'nanosecondsTaken',
  'levelTaken',
  'bodyTaken',
  'serviceTaken',
  'hostTaken',
  'instanceTaken',
  'requestIdTaken',
  'traceTaken',
  'spanIdTaken',
  'runIdTaken',
  'releaseTaken',
] as const;

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

const textOf = (field: string) => `if(${isText(`${field}Json`)}, ${plain(`${field}Json`)}, '')`;
const takenText = (field: string) => `if(${isText(`${field}Json`)}, ${field}At, 0)`;

function textColumns(): Columns {
  const columns = [...textFields, 'severity', 'traceName'].flatMap((field) => [
    [`${field}Text`, textOf(field)],
    [`${field}Taken`, takenText(field)],
  ]);
  return { ...Object.fromEntries(columns), timeText };
}

const severity: Columns = {
  severity_number: `multiIf(levelAt > 0, ${lookUp('lower(severityText)', new Map([...severityNames, ...severityScales]))}, pythonAt > 0, ${lookUp('severityText', pythonScale)}, numberAt > 0, ${lookUp('severityText', openTelemetryScale)}, statusAt > 0, ${lookUp('lower(severityText)', severityNames)}, toUInt8(0))`,
  severity_text: `if(severity_number > 0, severityText, '')`,
  levelTaken: 'if(severity_number > 0, levelAt + pythonAt + numberAt, 0)',
};

const ids: Columns = {
  request_id: 'requestIdText',
  traceInName: `if(traceNameText = '', '', extract(traceNameText, ${text('/traces/([0-9A-Za-z]+)$')}))`,
  traceTaken: `if(traceInName = '', traceIdTaken, traceNameAt)`,
  trace_id: lowerHex(`if(traceInName = '', traceIdText, traceInName)`),
  span_id: lowerHex('spanIdText'),
};

function lowerHex(id: string): string {
  return `if(lower(${id}) != ${id} AND match(${id}, '^[0-9A-Fa-f]+$'), lower(${id}), ${id})`;
}

const withDefault = (field: string, column: string): Columns => ({
  [column]: `if(${field}Text = '', default_${column}, ${field}Text)`,
});

/** Adds a column for each known field, and `takenColumns`. */
export const pickSteps: readonly Columns[] = [
  { ...findColumns(), ...findSeverity, ...valueColumns() },
  textColumns(),
  {
    ...timeColumns,
    ...severity,
    ...ids,
    ...withDefault('service', 'service'),
    ...withDefault('host', 'host'),
    ...withDefault('instance', 'instance'),
    ...withDefault('runId', 'run_id'),
    ...withDefault('release', 'release'),
    bodyTaken: `if(substring(bodyJson, 1, 1) IN ('{', 'n'), 0, bodyAt)`,
  },
];
