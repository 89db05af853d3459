// Regular expressions that take an engine with backtracking, or a careless limit, for ever.

const loops = ['a+', 'a*', '[a-z]+', '.*', '\\w+', '(a|a)', '(a|aa)', '(.*)', '(\\w|a)', 'a?', '[^b]*', '\\S+'];
const shapes = [
  (loop: string) => `(${loop})+$`,
  (loop: string) => `(${loop})*b`,
  (loop: string) => `^(${loop})+!$`,
  (loop: string) => `(${loop}${loop})+c`,
  (loop: string) => `(${loop}){10,20}!`,
  (loop: string) => `((${loop})*)*z`,
  (loop: string) => `${loop}${loop}${loop}${loop}${loop}!`,
  (loop: string) => `(?i)(${loop})+(${loop})+#`,
  (loop: string) => `(${loop}|b)*(${loop}|c)*d`,
  (loop: string) => `(x|${loop})*y|(${loop}x)*z`,
];

const special = [
  'a{1000}', '(a{30}){30}', '((a{10}){10}){10}', '(a?){40}a{40}', '\\pL{100}!', '(\\p{Greek}|a)*!', '[\\pL\\pN]{50}!',
  '((((((((((a+)+)+)+)+)+)+)+)+)+)!', '(.*){16}!', '.{500}!', '(.{0,30}){20}!', '(a|b|c|d|e|f|g|h|i|j|k|l)*!',
  '\\b(\\w+\\s*)+!', '^(([a-z])+.)+[A-Z]([a-z])+$', '([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}!',
  '\\s+$', '(\\s|a)*\\n!', `${'(a|'.repeat(100)}b${')'.repeat(100)}`, `${'a?'.repeat(200)}${'a'.repeat(100)}`, '(|a)+!', '(a|)*!',
  '()*!', '(^)*a', '(?s).*.*.*.*=', '(?:(?:a*)*)*!', '[\\x{0}-\\x{10ffff}]{200}!', '(?i)[ſk]+!',
  // What RE2 does not take must be refused, not tried.
  '(a)\\1+', '(?=a)+', '(?<!a)b', '(?>a+)', 'a++', '(?R)', '(', '[', 'a{1001}', 'a{2,1}', '\\p{Nonsense}', '*', '(?P<n', '\\',
];

/** Two hundred and more, each at most 400 characters. */
export const evilPatterns: readonly string[] = [
  ...loops.flatMap((loop) => shapes.map((shape) => shape(loop))),
  ...loops.flatMap((loop) => [`^${loop}(${loop},?)+;`, `(${loop}\\.)*(${loop})$`, `${loop}(?:${loop}){9}!`, `(-?${loop})+-!`]),
  ...special,
];
