const e = new Error('outer', { cause: new TypeError('inner') });
console.error('before');
console.error(e);
console.error('request failed:', Object.assign(new Error('x'), { code: 'EX', detail: { a: [1] } }));
console.error('after');
console.error(new AggregateError([new Error('one'), new Error('two')], 'many'));
console.error('    indented ordinary output');
function boom() {
  throw new Error('uncaught\nsecond line');
}
boom();
