// Random records and random queries that often meet: both draw from the same small vocabulary of awkward texts.
import type { LogRecord } from '@groundcrew/model';
import fc from 'fast-check';
import { combine, type GlobPart, type SearchNode, type Test } from '../search-node.ts';

const words = [
  'error',
  'Error',
  'TIMEOUT',
  'user',
  'a',
  'ab',
  'b',
  '200',
  '404',
  '-5',
  '1.5',
  '1.50',
  '1e3',
  '007',
  'true',
  'null',
  'GET',
  '/api/users',
  '/api/',
  'user_id=5',
  'user_id=55',
  'foo.bar',
  'naïve',
  'NAÏVE',
  'ΟΔΟΣ',
  '日本',
  '😀',
  "it's",
  '%',
  '_',
  '\\',
  '"',
  '`',
  '$0',
  '{x:String}',
  ';',
  '--',
  '*',
  '?',
  '[',
  ']',
  'x y',
  ' ',
  '\n',
  '\t',
  'inf',
  'nan',
  '+5',
  '5.',
  '.5',
  '0',
  '-0',
  '10',
  '9',
];

/** Texts that collide often. */
export const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...words), { minLength: 2, maxLength: 4 })
      .map((list) => list.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom(...words), { minLength: 2, maxLength: 3 })
      .map((list) => list.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
);

/** Text without NUL, which JSON input and the columns of ids never see in practice. */
const scalarJson = fc.oneof(
  text.map((item) => JSON.stringify(item)),
  fc.constantFrom(
    '200',
    '404',
    '-5',
    '1.5',
    '1000',
    '0',
    'true',
    'false',
    'null',
    '10',
    '9',
    '123456789012345678',
  ),
);

const attributeJson = fc.oneof(
  { weight: 5, arbitrary: scalarJson },
  {
    weight: 1,
    arbitrary: fc.array(scalarJson, { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
  },
);

export const attributeNames = ['status', 'path', 'odd `"\'\\ $0 {x:String}', 'a.b', '__proto__'];

const attributes = fc
  .array(fc.tuple(fc.constantFrom(...attributeNames), attributeJson), { maxLength: 4 })
  .map((entries) => new Map(entries));

/** 2025-11-20T00:00:00Z. */
export const startNs = 1_763_596_800_000_000_000n;

/** Few moments, so that equal times are common: within 20 minutes, some with nanoseconds. */
const timeNs = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0n, 0n, 0n, 1n, 999_999_999n))
  .map(([half, extra]) => startNs + BigInt(half) * 30_000_000_000n + extra);

const maybe = (items: readonly string[]) => fc.constantFrom('', ...items);

/** A record as the mapping could make it. */
export const logRecord: fc.Arbitrary<LogRecord> = fc.record({
  timeNs,
  observedTimeNs: timeNs,
  severityNumber: fc.constantFrom(0, 1, 5, 9, 10, 13, 17, 18, 21, 24),
  severityText: maybe(['error', 'WARN', 'NOTICE', 'notice', '30', 'naïve', 'loud']),
  service: maybe(['api', 'Api', 'web', 'a b', '/api/users']),
  host: maybe(['node-1', 'node-2', '10']),
  instance: maybe(['1', '2']),
  body: text,
  requestId: maybe(['r-1', 'r-2', 'R-1', 'user']),
  traceId: maybe(['abcdef', '00ff']),
  spanId: maybe(['abcdef']),
  runId: maybe(['run 1']),
  release: maybe(['1.2.3', '1.10.0', '200']),
  attributes,
});

const fieldName = fc.constantFrom(
  ...attributeNames,
  'service',
  'host',
  'request_id',
  'trace',
  'version',
  'body',
  'message',
  'severity_text',
  'run',
  'attributes.status',
  'missing',
);

const operator = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);

const wildcard = fc.constantFrom('*' as const, '?' as const);

/** Wildcard patterns as the parser makes them: pieces alternate, a star is never followed by a star. */
export const globParts: fc.Arbitrary<GlobPart[]> = fc
  .array(
    fc.oneof(
      text.filter((item) => item !== '').map((literal) => ({ literal })),
      wildcard.map((item) => ({ wildcard: item })),
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map(normalParts)
  .filter(
    (parts) =>
      parts.some((part) => 'wildcard' in part) &&
      parts.some((part) => 'literal' in part || part.wildcard === '?'),
  );

function normalParts(parts: readonly GlobPart[]): GlobPart[] {
  const normal: GlobPart[] = [];
  for (const part of parts) {
    const last = normal.at(-1);
    if (last && 'literal' in last && 'literal' in part)
      normal[normal.length - 1] = { literal: last.literal + part.literal };
    else if (
      !(
        last &&
        'wildcard' in last &&
        last.wildcard === '*' &&
        'wildcard' in part &&
        part.wildcard === '*'
      )
    )
      normal.push(part);
  }
  return normal;
}

const rangeEnd = fc.record({ text: fc.option(text, { nil: undefined }), isIncluded: fc.boolean() });

const regexes = [
  'err',
  '^user',
  'r$',
  '[0-9]+',
  'a.b',
  '(?i)error',
  '\\bab\\b',
  'x\\sy',
  '^$',
  '/api/',
  '[^a-z]',
  '\\d{3}',
  'ï',
  '.',
  '(a|b)+$',
  '\\pL\\pN',
  '[[:upper:]]',
];

const valueTest: fc.Arbitrary<Test> = fc.oneof(
  { weight: 4, arbitrary: text.map((item): Test => ({ kind: 'text', text: item })) },
  { weight: 1, arbitrary: text.map((item): Test => ({ kind: 'exact', text: item })) },
  { weight: 2, arbitrary: globParts.map((parts): Test => ({ kind: 'glob', parts })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('regex' as const),
      source: fc.constantFrom(...regexes),
      ignoreCase: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('compare' as const), operator, text }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('range' as const), from: rangeEnd, to: rangeEnd }),
  },
  { weight: 1, arbitrary: fc.constant<Test>({ kind: 'exists' }) },
);

const bodyTest: fc.Arbitrary<Test> = fc.oneof(
  { weight: 4, arbitrary: text.map((item): Test => ({ kind: 'text', text: item })) },
  { weight: 2, arbitrary: globParts.map((parts): Test => ({ kind: 'glob', parts })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('regex' as const),
      source: fc.constantFrom(...regexes),
      ignoreCase: fc.boolean(),
    }),
  },
);

const level = fc.constantFrom('error', 'WARN', 'info', 'fatal', 'trace', 'unknown', 'warning');

const levelTest: fc.Arbitrary<Test> = fc.oneof(
  fc
    .oneof(level, fc.constantFrom('notice', 'alert', 'NAÏVE', '30', ''))
    .map((item): Test => ({ kind: 'text', text: item })),
  fc.record({ kind: fc.constant('compare' as const), operator, text: level }),
  fc.record({
    kind: fc.constant('range' as const),
    from: fc.record({ text: fc.option(level, { nil: undefined }), isIncluded: fc.boolean() }),
    to: fc.record({ text: fc.option(level, { nil: undefined }), isIncluded: fc.boolean() }),
  }),
  fc.constant<Test>({ kind: 'exists' }),
  globParts.map((parts): Test => ({ kind: 'glob', parts })),
);

const severityTest: fc.Arbitrary<Test> = fc.oneof(
  fc.constantFrom('9', '17', '0', '255').map((item): Test => ({ kind: 'text', text: item })),
  fc.record({
    kind: fc.constant('compare' as const),
    operator,
    text: fc.constantFrom('9', '17', '0', '24'),
  }),
);

const timeTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    operator,
    text: fc.constantFrom('2025-11-20T00:05:00Z', '1763596830.000000001', '2025-11-20'),
  }),
  fc
    .constantFrom('2025-11-20T00:05:00Z', '1763596830.000000001')
    .map((item): Test => ({ kind: 'text', text: item })),
);

const term: fc.Arbitrary<SearchNode> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('term' as const),
      field: fc.constant(undefined),
      test: bodyTest,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('term' as const), field: fieldName, test: valueTest }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('term' as const),
      field: fc.constantFrom('level', 'lvl'),
      test: levelTest,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('term' as const),
      field: fc.constant('severity_number'),
      test: severityTest,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('term' as const),
      field: fc.constantFrom('time', 'observed_time'),
      test: timeTest,
    }),
  },
);

/** Searches as the parser could build them. */
export const searchNode: fc.Arbitrary<SearchNode> = fc.letrec<{ node: SearchNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'search' },
    { weight: 5, arbitrary: term },
    { weight: 1, arbitrary: tie('node').map((node): SearchNode => ({ kind: 'not', node })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, nodes]) => combine(kind, nodes)),
    },
  ),
})).node;

/** Searches that the roll-up can answer. */
export const rollUpSearch: fc.Arbitrary<SearchNode> = fc.letrec<{ node: SearchNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'roll-up' },
    fc.constant<SearchNode>({ kind: 'everything' }),
    fc.constantFrom('api', 'web', '').map((item): SearchNode => ({
      kind: 'term',
      field: 'service',
      test: { kind: 'text', text: item },
    })),
    fc.record({
      kind: fc.constant('term' as const),
      field: fc.constant('level'),
      test: fc.record({ kind: fc.constant('compare' as const), operator, text: level }),
    }),
    tie('node').map((node): SearchNode => ({ kind: 'not', node })),
    fc.array(tie('node'), { minLength: 2, maxLength: 2 }).map((nodes) => combine('or', nodes)),
  ),
})).node;
