// The search language as data: documentation and help are made from this, and a test holds that the examples parse.

export interface SearchForm {
  /** How it is written. */
  readonly form: string;
  /** What it finds, one sentence. */
  readonly meaning: string;
  readonly examples: readonly string[];
}

/** The forms of the search language, from the simplest on. */
export const searchGrammar: readonly SearchForm[] = [
  {
    form: 'word',
    meaning:
      'Records whose body holds the word, in any case. A word is a run of letters and digits.',
    examples: ['timeout', 'OutOfMemory'],
  },
  {
    form: '"phrase"',
    meaning:
      'Records whose body holds this text, in any case, beginning and ending between words. A word with punctuation in it is a phrase too.',
    examples: ['"connection refused"', 'user_id=42', '/api/users'],
  },
  {
    form: 'a b, a AND b',
    meaning: 'Both.',
    examples: ['timeout payment', 'timeout AND payment'],
  },
  {
    form: 'a OR b, a | b',
    meaning: 'Either. AND binds more tightly.',
    examples: ['timeout OR refused', 'timeout | refused'],
  },
  {
    form: '-a, NOT a',
    meaning: 'Records that a does not find.',
    examples: ['error -healthcheck', 'error NOT "health check"'],
  },
  {
    form: '( )',
    meaning: 'Groups.',
    examples: ['(timeout OR refused) payment', '-(debug OR trace)'],
  },
  {
    form: 'foo*, *foo*, f?o',
    meaning:
      'Wildcards anywhere in the body, in any case: * is any text, ? any one character. Without * at an end, the pattern begins or ends between words.',
    examples: ['time*', '*refus*', 'GET*users'],
  },
  {
    form: 'field:value',
    meaning:
      'Records whose field equals the value, exactly and in this case. A number or true, false, null also equals text written the same, and an array equals each of its elements. message:value searches the body.',
    examples: [
      'service:checkout',
      'status:200',
      'user.name:"Ann Lee"',
      '"odd name":x',
      'message:"timed out"',
    ],
  },
  {
    form: 'level:name',
    meaning:
      'Records of a level, however their author spelt it: trace, debug, info, warn, error, fatal or unknown, and the names other loggers have for them; notice is that level alone. Anything else is compared with the level as written.',
    examples: ['level:error', 'level:>=warn', 'level:(warn OR error)'],
  },
  {
    form: 'field:(a OR b)',
    meaning: 'A list of values for one field.',
    examples: ['service:(api OR web)', 'host:(node-1 node-*)'],
  },
  {
    form: 'field:pre*',
    meaning: 'Wildcards over the whole value, in this case.',
    examples: ['path:/api/*', 'host:node-?'],
  },
  {
    form: 'field:>n, >=, <, <=',
    meaning: 'Comparison: as numbers when the bound is a number, otherwise as text.',
    examples: ['status:>=500', 'duration_ms:<0.5', 'time:>=2025-11-20T10:00:00Z'],
  },
  {
    form: 'field:[a TO b], field:a..b',
    meaning: 'A range. { and } exclude their end, * leaves it open.',
    examples: ['status:200..299', 'duration_ms:[100 TO 250}', 'status:[500 TO *]'],
  },
  {
    form: 'field:=value',
    meaning: 'Equality with everything taken literally; on the body, equality of the whole body.',
    examples: ['path:=/a*b', 'message:="started"'],
  },
  {
    form: 'field:*, -field:*',
    meaning: 'Records that have the field, or that lack it.',
    examples: ['user_id:*', '-trace_id:*'],
  },
  {
    form: '/regex/, field:/regex/',
    meaning:
      'A regular expression (RE2) anywhere in the body or the value, i after it ignores case. In a field a space is written \\s.',
    examples: ['/took [0-9]{4,}ms/', '/failed/i', 'path:/^\\/v[12]\\//'],
  },
  {
    form: '\\',
    meaning: 'Takes the next character literally. In quotes only \\" and \\\\ are needed.',
    examples: ['50\\*', '"say \\"hi\\""'],
  },
  {
    form: 'attributes.name:value',
    meaning: 'An attribute whose name is also that of a column.',
    examples: ['attributes.host:x'],
  },
  { form: '*', meaning: 'Everything, as does an empty query.', examples: ['*'] },
];
