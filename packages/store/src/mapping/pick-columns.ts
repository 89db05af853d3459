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
import { lookUp, plain, text, texts, validText } from './sql-text.ts';
import type { Columns } from './steps.ts';
import { idExpressions, parentColumn } from './text-id-columns.ts';
import { timeColumns, timeParsedNs, timeText } from './time-columns.ts';

const at = (name: string) => `indexOf(tiers, ${tierOf(name)})`;

/** Position of the first member of the best tier of one or several fields. */
function find(...fields: KnownField[]): string {
  const tiers = fields.flatMap(fieldTiers);
  const last = String(tiers.pop() ?? 0);
  const best = tiers.reduceRight((rest, tier) => `if(has(tiers, ${tier}), ${tier}, ${rest})`, last);
  return `indexOf(tiers, ${best})`;
}

/** Position of the member each field is read from; 0 for none. */
const positionColumns: Columns = {
  timeAt: find('time'),
  nanosecondsAt: `if(tiers[timeAt] = ${tierOf('instant.epochSecond')}, ${find('timeNanoseconds')}, 0)`,
  severityAt: find('severity', 'severityNumber', 'status'),
  bodyAt: find('body'),
  serviceOwnAt: find('service'),
  serviceAt: `if(serviceOwnAt = 0, if(${find('processId')} * ${at('hostname')} > 0, ${find('loggerName')}, 0), serviceOwnAt)`,
  hostAt: find('host'),
  instanceAt: find('instance'),
  requestIdAt: find('requestId'),
  traceIdAt: find('traceId'),
  spanIdAt: find('spanId'),
  runIdAt: find('runId'),
  releaseOwnAt: find('release'),
  releaseAt: `if(releaseOwnAt = ${at('version')}, if(${at('short_message')} > 0, 0, releaseOwnAt), releaseOwnAt)`,
};

const isTraceName = `tiers[traceIdAt] = ${tierOf('logging.googleapis.com/trace')}`;
const traceInName = `extract(${plain('jsons[traceIdAt]')}, ${text('/traces/([0-9A-Za-z]+)$')})`;

const textColumns: Columns = {
  severityText: plain('jsons[severityAt]'),
  serviceText: plain('jsons[serviceAt]'),
  hostText: plain('jsons[hostAt]'),
  instanceText: plain('jsons[instanceAt]'),
  requestIdText: plain('jsons[requestIdAt]'),
  traceText: `if(${isTraceName}, ${traceInName}, ${plain('jsons[traceIdAt]')})`,
  spanIdText: plain('jsons[spanIdAt]'),
  runIdText: plain('jsons[runIdAt]'),
  releaseText: plain('jsons[releaseAt]'),
  bodyWhole: `trimRight(multiIf(empty(members), ${validText('line')}, startsWith(jsons[bodyAt], '"'), ${plain('jsons[bodyAt]')}, jsons[bodyAt]), '\\r\\n')`,
  timeParsedNs,
};

/** The scales of those four tiers, in their order, as what the level's text is to begin with in `severities`. */
const scales = ['', 'python ', 'number ', 'status '];
const severities = new Map([
  ...severityNames,
  ...severityScales,
  ...[...pythonScale].map(([level, number]) => [`python ${level}`, number] as const),
  ...[...openTelemetryScale].map(([level, number]) => [`number ${level}`, number] as const),
  ...[...severityNames].map(([level, number]) => [`status ${level}`, number] as const),
]);
const scale = `${texts(scales)}[tiers[severityAt] - ${tierOf('level') - 1}]`;

/** Adds columns for `textExpressions`, `bodyWhole`, and the positions of `takenColumns`. */
export const pickSteps: readonly Columns[] = [
  { ...positionColumns, ...parentColumn, timeText },
  textColumns,
  {
    ...timeColumns,
    severity_number: lookUp(`concat(${scale}, lower(severityText))`, severities),
    severityTaken: `if(severity_number = 0, 0, if(tiers[severityAt] = ${tierOf('status')}, 0, severityAt))`,
    traceTaken: `if(traceText = '', if(${isTraceName}, 0, traceIdAt), traceIdAt)`,
  },
];

/** Columns with the position of the member each field takes, 0 for none: those members are no attributes. */
export const takenColumns = [
  'timeTaken',
  'nanosecondsTaken',
  'severityTaken',
  'bodyAt',
  'serviceAt',
  'hostAt',
  'instanceAt',
  'requestIdAt',
  'traceTaken',
  'spanIdAt',
  'runIdAt',
  'releaseAt',
] as const;

/** Columns of the table that need no more than the texts. */
export const textExpressions = {
  severity_number: 'severity_number',
  severity_text: `if(severity_number > 0, severityText, '')`,
  ...idExpressions({ traceId: lowerHex('traceText'), spanId: lowerHex('spanIdText') }),
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
