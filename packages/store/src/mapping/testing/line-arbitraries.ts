// Lines for property tests: as loggers write them, with nasty names, numbers and times, and broken in many ways.
import { knownFields, severityNames, severityScales } from '@groundcrew/model';
import fc from 'fast-check';
import { idText } from './id-text-arbitraries.ts';

const knownNames = Object.values(knownFields).flat(2);

const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 66n }).map(String),
  fc.constantFrom(
    '18446744073709551615',
    '18446744073709551616',
    '-9223372036854775808',
    '-9223372036854775809',
  ),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Object.is(value, -0) ? '-0.0' : String(value))),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 22n }), fc.integer({ min: -330, max: 400 }))
    .map(([mantissa, exponent]) => `${mantissa}e${exponent}`),
  fc
    .tuple(fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 25n }))
    .map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom(
    '-0',
    '0',
    '1.0',
    '1e400',
    '-1e400',
    '1E5',
    '1e-400',
    '1e20',
    '1e21',
    '0.000001',
    '1e-7',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    'NaN',
    '0e5',
    '123456789012345678901.5',
  ),
);

const two = (max: number) =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
const zone = fc.constantFrom(
  'Z',
  '',
  '+01:00',
  '-0530',
  '+09',
  ' +0100',
  ' UTC',
  ' GMT',
  'z',
  '+25:00',
  ' Z',
);
const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^[.,][0-9]{1,19}$/));
const isoTime = fc
  .tuple(
    fc.constantFrom('2023', '2024', '1970', '2199', '2200'),
    two(13),
    two(32),
    fc.constantFrom('T', ' ', 't'),
    two(24),
    two(60),
    two(60),
    fraction,
    zone,
  )
  .map(
    ([year, month, day, t, hour, minute, second, part, offset]) =>
      `${year}-${month}-${day}${t}${hour}:${minute}:${second}${part}${offset}`,
  );
const namedTime = fc
  .tuple(
    fc.constantFrom('', 'Tue, '),
    fc.integer({ min: 0, max: 32 }),
    fc.constantFrom(' ', '/'),
    fc.constantFrom('Jan', 'Feb', 'Dec', 'Foo'),
    fc.constantFrom('2023', '2024'),
    fc.constantFrom(' ', ':'),
    two(24),
    fc.constantFrom('GMT', '-0700', '+0000', 'UTC', 'PST'),
  )
  .map(
    ([day, date, slash, month, year, colon, hour, offset]) =>
      `${day}${date}${slash}${month}${slash}${year}${colon}${hour}:01:02 ${offset}`,
  );
const epoch = fc
  .tuple(
    fc.constantFrom(0, 3, 6, 9),
    fc.integer({ min: 1_670_000_000, max: 1_720_000_000 }),
    fc.bigInt({ min: 0n, max: 999_999_999n }),
    fraction,
  )
  .map(
    ([digits, seconds, rest, part]) =>
      `${seconds}${String(rest).padStart(9, '0').slice(0, digits)}${part.replace(',', '.')}`,
  );

const quote = (text: string) => JSON.stringify(text);
const characters = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '/',
      '\n',
      '\r',
      '\t',
      '\u0000',
      '\u001f',
      '\u007f',
      '\u2028',
      '\u2029',
      'ä',
      '😀',
      'a',
      '{',
      '}',
      '1',
    ),
    maxLength: 12,
  }),
);
/** Escapes as other writers write them, halves of pairs among them. */
const escaped = fc
  .array(
    fc.constantFrom(
      '\\u00e9',
      '\\/',
      '\\ud83d\\ude00',
      '\\ud800',
      '\\udc00',
      '\\u0000',
      '\\u001F',
      '\\u2028',
      '\\\\',
      '\\"',
      'x',
      '\\\\ud800',
      '\\b',
      '\\uD83D',
      '\\x41',
      '\t',
    ),
    { maxLength: 6 },
  )
  .map((parts) => `"${parts.join('')}"`);
const string = fc.oneof(characters.map(quote), escaped);

const level = fc.oneof(
  fc.constantFrom(...severityNames.keys(), ...severityScales.keys(), 'loud', '').map(quote),
  fc.constantFrom(...severityNames.keys()).map((name) => quote(name.toUpperCase())),
  fc.integer({ min: -1, max: 70 }).map(String),
);
const time = fc.oneof(isoTime.map(quote), namedTime.map(quote), epoch.map(quote), epoch);
const id = fc.oneof(
  idText.map(quote),
  fc.constantFrom('"-"', '""', '"."', '"/"', '"é"', '7'),
  fc.stringMatching(/^[0-9a-fA-F]{4,32}$/).map(quote),
  fc.constantFrom('"projects/p/traces/0aF1"', '"a/traces/"', '"AB-cd"'),
);

const name = fc.oneof(
  fc.constantFrom(...knownNames),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'a',
    'b',
    'a.b',
    'groundcrew.cut',
    '',
    'err',
    'http',
    '@version',
  ),
  characters,
);
const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 10, withCrossShrink: true },
    fc.oneof(
      string,
      number,
      level,
      time,
      id,
      fc.constantFrom('true', 'false', 'null', '{}', '[]', ' { } '),
    ),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([key, json]) => `${quote(key)}:${json}`).join(',')}}`),
}));
const member = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(name.map(quote), value) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...knownFields.time.flat()).map(quote), time) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constantFrom('level', 'severity', 'levelno', 'severity_number', 'status').map(quote),
      level,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('"instant"', '"timestamp"'),
      fc
        .tuple(epoch, fc.nat())
        .map(
          ([seconds, rest]) =>
            `{"epochSecond":${seconds},"nanoOfSecond":${rest},"seconds":${seconds},"nanos":"${rest}"}`,
        ),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(escaped, value) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc
        .constantFrom('msg', 'traceparent', 'request_id', 'trace_id', 'span_id', 'event')
        .map(quote),
      id,
    ),
  },
);
const blank = fc.constantFrom('', '', '', ' ', '\t', ' \r');
const object = fc
  .tuple(blank, fc.array(fc.tuple(member, blank), { minLength: 1, maxLength: 9 }), blank)
  .map(
    ([before, members, after]) =>
      `${before}{${members.map(([[key, json], space]) => `${key}:${space}${json}`).join(',')}}${after}`,
  );

/** Cut, doubled, or with a character changed. */
const broken = fc
  .tuple(
    object,
    fc.nat(),
    fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '0', '\u0001', '\ufeff', 'e', '\ud83d'),
    fc.boolean(),
  )
  .map(([line, at, piece, isCut]) => {
    const position = at % (line.length + 1);
    return line.slice(0, position) + piece + (isCut ? '' : line.slice(position + 1));
  });

/** A line as bytes, without line ends; sometimes not UTF-8. */
export const anyLine: fc.Arbitrary<Buffer> = fc
  .oneof(
    { weight: 6, arbitrary: object.map((line) => Buffer.from(line)) },
    { weight: 2, arbitrary: broken.map((line) => Buffer.from(line)) },
    { weight: 1, arbitrary: characters.map((line) => Buffer.from(line)) },
    { weight: 2, arbitrary: idText.map((line) => Buffer.from(line)) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 12 }).map((line) => Buffer.from(line)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(object, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 }))
        .map(([line, at, bytes]) => {
          const buffer = Buffer.from(line);
          const position = at % (buffer.length + 1);
          return Buffer.concat([buffer.subarray(0, position), bytes, buffer.subarray(position)]);
        }),
    },
  )
  .map((line) => Buffer.from(line.filter((byte) => byte !== 10)));

/** Lines at the bounds of what a record holds. */
export const longLine: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('x', 'ä', '😀', '\\r'),
      fc.integer({ min: 4_060, max: 4_100 }),
      idText,
      fc.constantFrom(1, 250, 510, 520),
    )
    .map(([piece, count, ids, length]) =>
      Buffer.from(
        `${piece.repeat(count)}${ids.replaceAll('\n', ' ')} request_id=${'7a'.repeat(length / 2)}`,
      ),
    ),
  fc
    .tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom('k', 'ä'),
    )
    .map(([nameLength, count, piece]) => {
      const members = Array.from({ length: count }, (_, index) => `"${index}":1`).join(',');
      return Buffer.from(`{"${piece.repeat(nameLength)}":{"x":{${members}}}}`);
    }),
  fc.tuple(fc.integer({ min: 245, max: 260 }), fc.boolean()).map(([count, isNested]) => {
    const members = Array.from({ length: count }, (_, index) => `"a${index}":${index}`).join(',');
    return Buffer.from(
      isNested ? `{"o":{${members}},"msg":"m","groundcrew.cut":1}` : `{${members},"msg":"m"}`,
    );
  }),
  fc
    .tuple(
      fc.constantFrom('message', 'a', 'service', 'time'),
      fc.constantFrom('x', 'ä', '😀', '\\"', '\\u0001', '\\u2028'),
      fc.constantFrom(500, 510, 16_380, 32_760, 262_140),
      fc.nat({ max: 12 }),
    )
    .map(([key, piece, bytes, extra]) => {
      const count = Math.ceil((bytes - 6) / Buffer.byteLength(piece));
      return Buffer.from(`{"${key}":"${'y'.repeat(extra)}${piece.repeat(count)}","b":1}`);
    }),
  fc
    .tuple(fc.constantFrom('k', 'ä', '😀'), fc.integer({ min: 250, max: 260 }), fc.boolean())
    .map(([piece, count, isNested]) =>
      Buffer.from(
        isNested
          ? `{"${piece.repeat(count)}":{"a":1,"b":{"c":2}}}`
          : `{"${piece.repeat(count)}":1,"${piece.repeat(count)}z":2}`,
      ),
    ),
  fc
    .tuple(
      fc.constantFrom('1', '"a\\\\b"', '"ä"', '{"b":[1e20]}'),
      fc.integer({ min: 3_000, max: 9_000 }),
    )
    .map(([item, count]) => Buffer.from(`{"list":[${Array(count).fill(item).join(',')}]}`)),
  fc
    .tuple(
      fc.constantFrom(['[', ']'], ['{"a":', '}']),
      fc.integer({ min: 1020, max: 1026 }),
      fc.constantFrom('', '1', '{}', '[]'),
    )
    .map(([[open = '', close = ''], depth, inner]) =>
      Buffer.from(`{"d":${open.repeat(depth)}${inner}${close.repeat(depth)}}`),
    ),
  fc
    .tuple(
      fc.constantFrom('x', 'ä', '\r', '\u0080'),
      fc.constantFrom(262_143, 262_144, 262_145, 131_072, 131_073),
    )
    .map(([piece, count]) => Buffer.from(piece.repeat(count))),
);
