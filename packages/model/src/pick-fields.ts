// Finds the known fields among a line's members.
import type { Member } from './json-members.ts';
import { plainText } from './json-text.ts';
import { fieldTiers, type KnownField, tierNumbers, tierOf } from './known-fields.ts';
import { believableTime, logTimeShapes, parseLogTime } from './log-time.ts';
import { isLongerThan, recordLimits } from './record-limits.ts';
import {
  lowerAscii,
  openTelemetryScale,
  pythonScale,
  severityNames,
  severityNumber,
} from './severity.ts';

/** What the known fields of a line say. Text is "" where the line says nothing. */
export interface PickedFields {
  /** 0n when there is no time that can be believed. */
  timeNs: bigint;
  severityNumber: number;
  severityText: string;
  body: string;
  service: string;
  host: string;
  instance: string;
  requestId: string;
  traceId: string;
  spanId: string;
  /** The field of that name, undefined when there is none. It stays an attribute. */
  traceparent: string | undefined;
  runId: string;
  release: string;
  /** The members that were used up: they are no attributes any more. */
  taken: ReadonlySet<Member>;
}

const plainOf = (member: Member | undefined) => member && plainText(member[1]);
const nanosecondsShape = new RegExp(logTimeShapes.nanoseconds);

/** Reads the known fields of a flattened line. Keys must be unique. */
export function pickFields(members: readonly Member[], receivedNs: bigint): PickedFields {
  const line = new Line(members);
  const severity = pickSeverity(line);
  return {
    timeNs: pickTime(line, receivedNs),
    severityNumber: severity.number,
    severityText: severity.text,
    body: line.text(line.find('body')),
    service: line.text(serviceOf(line)),
    host: line.text(line.find('host')),
    instance: line.text(line.find('instance')),
    requestId: line.text(line.find('requestId')),
    traceId: pickTraceId(line),
    spanId: lowerHex(line.text(line.find('spanId'))),
    traceparent: plainOf(line.find('traceparent')),
    runId: line.text(line.find('runId')),
    release: line.text(releaseOf(line)),
    taken: line.taken,
  };
}

class Line {
  readonly taken = new Set<Member>();
  readonly #firsts = new Map<number, Member>();

  constructor(members: readonly Member[]) {
    for (const member of members) {
      const tier = tierNumbers.get(member[0]);
      if (tier === undefined || this.#firsts.has(tier) || !canBe(tier, member[1])) continue;
      this.#firsts.set(tier, member);
    }
  }

  tier(number: number): Member | undefined {
    return this.#firsts.get(number);
  }

  /** The member of the field's best tier. */
  find(field: KnownField): Member | undefined {
    for (const tier of fieldTiers(field)) {
      const member = this.#firsts.get(tier);
      if (member) return member;
    }
    return undefined;
  }

  /** Uses a member up. */
  text(member: Member | undefined): string {
    if (!member) return '';
    this.taken.add(member);
    return plainText(member[1]);
  }
}

/** A body is anything but an object or null; all else strings and numbers of moderate length. */
function canBe(tier: number, json: string): boolean {
  if (bodyTiers.has(tier)) return !/^[{n]/.test(json);
  return /^["0-9-]/.test(json) && !isLongerThan(json, recordLimits.fieldBytes);
}

const bodyTiers = new Set(fieldTiers('body'));

function pickTime(line: Line, receivedNs: bigint): bigint {
  const member = line.find('time');
  if (!member) return 0n;
  const isSplit = tierNumbers.get(member[0]) === secondsTier;
  const nanoseconds = isSplit ? line.find('timeNanoseconds') : undefined;
  const text = nanoseconds ? secondsText(member[1], nanoseconds[1]) : unquoted(member[1]);
  const timeNs = believableTime(parseLogTime(text), receivedNs);
  if (timeNs === 0n) return 0n;
  line.taken.add(member);
  if (nanoseconds) line.taken.add(nanoseconds);
  return timeNs;
}

const secondsTier = tierOf('instant.epochSecond');

/** No time needs an escape: with one it has no shape that is understood. */
const unquoted = (json: string) => (json.startsWith('"') ? json.slice(1, -1) : json);

function secondsText(seconds: string, nanoseconds: string): string {
  if (!nanosecondsShape.test(nanoseconds)) return '';
  return `${unquoted(seconds)}.${nanoseconds.padStart(9, '0')}`;
}

function pickSeverity(line: Line): { number: number; text: string } {
  const member = line.find('severity') ?? line.find('severityNumber') ?? line.find('status');
  if (!member) return { number: 0, text: '' };
  const tier = tierNumbers.get(member[0]);
  const text = plainText(member[1]);
  const number = severityScale(tier)(text);
  if (number === 0) return { number, text: '' };
  if (tier !== statusTier) line.taken.add(member);
  return { number, text };
}

function severityScale(tier: number | undefined): (text: string) => number {
  if (tier === tierOf('levelno')) return (text) => pythonScale.get(text) ?? 0;
  if (tier === tierOf('severity_number')) return (text) => openTelemetryScale.get(text) ?? 0;
  if (tier === statusTier) return (text) => severityNames.get(lowerAscii(text)) ?? 0;
  return severityNumber;
}

const statusTier = tierOf('status');

function serviceOf(line: Line): Member | undefined {
  const service = line.find('service');
  if (service) return service;
  const isBunyan = line.find('processId') !== undefined && line.tier(hostnameTier) !== undefined;
  return isBunyan ? line.find('loggerName') : undefined;
}

function releaseOf(line: Line): Member | undefined {
  const isGelf = line.tier(gelfTier) !== undefined;
  const release = line.find('release');
  return isGelf && release?.[0] === 'version' ? undefined : release;
}

const hostnameTier = tierOf('hostname');
const gelfTier = tierOf('short_message');

function pickTraceId(line: Line): string {
  const member = line.find('traceId');
  if (!member || tierNumbers.get(member[0]) !== traceNameTier) return lowerHex(line.text(member));
  const id = /\/traces\/([0-9A-Za-z]+)$/.exec(plainText(member[1]))?.[1] ?? '';
  if (id !== '') line.taken.add(member);
  return lowerHex(id);
}

const traceNameTier = tierOf('logging.googleapis.com/trace');

function lowerHex(text: string): string {
  return /^[0-9A-Fa-f]+$/.test(text) ? lowerAscii(text) : text;
}
