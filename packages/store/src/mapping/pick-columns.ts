// Finds the known fields among `members`; see `pickFields` in the model for what each rule is for.
import {
  fieldTiers,
  type KnownField,
  openTelemetryScale,
  pythonScale,
  severityNames,
  severityScales,
  tierOf,
} from '@groundcrew/model';
import { lookUp, text, validText } from './sql-text.ts';
import type { Columns } from './steps.ts';
import { timeColumns, timeParsedNs, timeText } from './time-columns.ts';

const at = (name: string) => `indexOf(tiers, ${tierOf(name)})`;

/** Position of the first member of the field's best tier. */
function find(field: KnownField): string {
  const tiers = fieldTiers(field).map((tier) => `indexOf(tiers, ${tier})`);
  const last = tiers.pop() ?? '0';
  return tiers.reduceRight((rest, tier) => `if(${tier} > 0, ${tier}, ${rest})`, last);
}

const foundFields = [
  'time',
  'timeSeconds',
  'timeNanoseconds',
  'severity',
  'pythonLevel',
  'severityNumber',
  'status',
  'body',
  'service',
  'loggerName',
  'processId',
  'host',
  'instance',
  'requestId',
  'traceId',
  'traceName',
  'spanId',
  'runId',
  'release',
] as const satisfies readonly KnownField[];

const foundColumns: Columns = {
  ...Object.fromEntries(foundFields.map((field) => [`${field}Found`, find(field)])),
  hostnameFound: at('hostname'),
  versionFound: at('version'),
  gelfFound: at('short_message'),
};

/** Position of what some fields are read from, where that is not simply the member found. */
const positionColumns: Columns = {
  traceNameAt: 'if(traceIdFound > 0, 0, traceNameFound)',
  secondsAt: 'if(timeFound > 0, 0, timeSecondsFound)',
  severityScale:
    'multiIf(severityFound > 0, 1, pythonLevelFound > 0, 2, severityNumberFound > 0, 3, statusFound > 0, 4, 0)',
  severityAt:
    'multiIf(severityFound > 0, severityFound, pythonLevelFound > 0, pythonLevelFound, severityNumberFound > 0, severityNumberFound, statusFound)',
  serviceAt:
    'if(serviceFound = 0, if(processIdFound * hostnameFound > 0, loggerNameFound, 0), serviceFound)',
  releaseAt: 'if(releaseFound = versionFound, if(gelfFound > 0, 0, releaseFound), releaseFound)',
};

/** What a string or number says. Without backslashes there are no quotes inside. */
const plain = (json: string) =>
  `if(position(${json}, '\\\\') = 0, trimBoth(${json}, '"'), JSONExtractString(${json}))`;

const traceInName = `extract(${plain('jsons[traceNameAt]')}, ${text('/traces/([0-9A-Za-z]+)$')})`;

const textColumns: Columns = {
  severityText: plain('jsons[severityAt]'),
  serviceText: plain('jsons[serviceAt]'),
  hostText: plain('jsons[hostFound]'),
  instanceText: plain('jsons[instanceFound]'),
  requestIdText: plain('jsons[requestIdFound]'),
  traceText: `if(traceNameAt = 0, ${plain('jsons[traceIdFound]')}, ${traceInName})`,
  spanIdText: plain('jsons[spanIdFound]'),
  runIdText: plain('jsons[runIdFound]'),
  releaseText: plain('jsons[releaseAt]'),
  bodyWhole: `trimRight(multiIf(empty(members), ${validText('line')}, bodyFound = 0, '', startsWith(jsons[bodyFound], '"'), ${plain('jsons[bodyFound]')}, jsons[bodyFound]), '\\r\\n')`,
  timeParsedNs,
};

const severity_number = `multiIf(severityScale = 1, ${lookUp('lower(severityText)', new Map([...severityNames, ...severityScales]))}, severityScale = 2, ${lookUp('severityText', pythonScale)}, severityScale = 3, ${lookUp('severityText', openTelemetryScale)}, severityScale = 4, ${lookUp('lower(severityText)', severityNames)}, toUInt8(0))`;

/** Adds columns for `textExpressions`, `bodyWhole`, and the positions of `takenColumns`. */
export const pickSteps: readonly Columns[] = [
  { ...foundColumns, ...positionColumns, timeText },
  textColumns,
  {
    ...timeColumns,
    severity_number,
    severityTaken: 'if(severity_number > 0, if(severityScale < 4, severityAt, 0), 0)',
    traceTaken: `if(traceText = '', traceIdFound, traceIdFound + traceNameAt)`,
  },
];

/** Columns with the position of the member each field takes, 0 for none: those members are no attributes. */
export const takenColumns = [
  'timeTaken',
  'nanosecondsTaken',
  'severityTaken',
  'bodyFound',
  'serviceAt',
  'hostFound',
  'instanceFound',
  'requestIdFound',
  'traceTaken',
  'spanIdFound',
  'runIdFound',
  'releaseAt',
] as const;

/** Columns of the table that need no more than the texts. */
export const textExpressions = {
  severity_number: 'severity_number',
  severity_text: `if(severity_number > 0, severityText, '')`,
  request_id: 'requestIdText',
  trace_id: lowerHex('traceText'),
  span_id: lowerHex('spanIdText'),
  service: withDefault('service', 1),
  host: withDefault('host', 2),
  instance: withDefault('instance', 3),
  release: withDefault('release', 4),
  run_id: withDefault('runId', 5),
};

function lowerHex(id: string): string {
  return `if(lower(${id}) = ${id}, ${id}, if(match(${id}, '^[0-9A-Fa-f]+$'), lower(${id}), ${id}))`;
}

function withDefault(field: string, position: number): string {
  return `if(${field}Text = '', defaults.${position}, ${field}Text)`;
}
