import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from '../sql.ts';
import { addColumn, isPromotable, promotedBy } from './attribute-column.ts';
import { choosePromotions, promotionLimits, type SampledAttribute } from './choose.ts';

const seen = (attribute: string, rows: number, rest: Partial<SampledAttribute> = {}) => ({
  attribute,
  rows,
  distinct: 3,
  numbers: 0,
  lengthAverage: 5,
  ...rest,
});
const kind = (attribute: string) => ({ attribute, isRepetitive: false, isNumeric: false });
const names = (chosen: readonly { attribute: string }[]) => chosen.map((each) => each.attribute);
const none = new Map<string, number>();

describe('choosePromotions', () => {
  it('takes what at least a twentieth of the rows have, commonest first', () => {
    const attributes = [seen('rare', 49), seen('some', 50), seen('all', 1_000)];
    assert.deepEqual(names(choosePromotions({ rows: 1_000, attributes }, none, new Set())), [
      'all',
      'some',
    ]);
  });

  it('takes what was asked for three times first, if rows have it at all', () => {
    const attributes = [
      seen('all', 1_000),
      seen('asked', 1),
      seen('asked twice', 1),
      seen('gone', 0),
    ];
    const asked = new Map([
      ['asked', 3],
      ['asked twice', 2],
      ['gone', 9],
    ]);
    assert.deepEqual(names(choosePromotions({ rows: 1_000, attributes }, asked, new Set())), [
      'asked',
      'all',
    ]);
  });

  it('keeps its bounds, and room for what is asked for', () => {
    const attributes = Array.from({ length: 200 }, (_, index) => seen(`a${index}`, 1_000 - index));
    const first = choosePromotions({ rows: 1_000, attributes }, none, new Set());
    assert.equal(first.length, promotionLimits.frequentMax);
    const asked = new Map(attributes.map((each) => [each.attribute, 3]));
    const second = choosePromotions({ rows: 1_000, attributes }, asked, new Set(names(first)));
    assert.equal(second.length, promotionLimits.columnsMax - promotionLimits.frequentMax);
    const full = new Set(
      Array.from({ length: promotionLimits.columnsMax }, (_, index) => `x${index}`),
    );
    assert.deepEqual(choosePromotions({ rows: 1_000, attributes }, asked, full), []);
  });

  it('tells repetitive and numeric attributes from others, and leaves long values in the map', () => {
    const attributes = [
      seen('status', 1_000, { distinct: 40 }),
      seen('id', 999, { distinct: 990, numbers: 948 }),
      seen('ms', 998, { distinct: 990, numbers: 950 }),
      seen('user_id', 998, { distinct: 990, numbers: 998 }),
      seen('stack', 997, { lengthAverage: 4_000 }),
    ];
    assert.deepEqual(choosePromotions({ rows: 1_000, attributes }, none, new Set()), [
      { attribute: 'status', isRepetitive: true, isNumeric: false },
      { attribute: 'id', isRepetitive: false, isNumeric: false },
      { attribute: 'ms', isRepetitive: false, isNumeric: true },
      { attribute: 'user_id', isRepetitive: false, isNumeric: false },
    ]);
  });

  it('gives no column to hostile names', () => {
    const hostile = [
      "a'b",
      'a`b',
      'a\\b',
      'a\0b',
      '',
      ' a',
      'a b',
      'é',
      '1a',
      'x'.repeat(65),
      'a\n',
      "a']",
    ];
    for (const attribute of hostile) assert.equal(isPromotable(attribute), false, attribute);
    const attributes = hostile.map((attribute) => seen(attribute, 1_000));
    assert.deepEqual(choosePromotions({ rows: 1_000, attributes }, none, new Set()), []);
    assert.throws(() => addColumn(kind("a'b")), /BUG/);
  });
});

describe('the column of an attribute', () => {
  it('computes itself for older parts', () => {
    const { text, parameters } = render(
      addColumn({ ...kind('http.status_code'), isRepetitive: true }),
    );
    assert.match(
      text,
      /ADD COLUMN IF NOT EXISTS `attr\.http\.status_code` LowCardinality\(String\)/,
    );
    assert.match(text, /DEFAULT attributes\['http\.status_code'\]/);
    assert.deepEqual(parameters, {});
  });

  it('has another beside it for numbers', () => {
    const { text } = render(addColumn({ ...kind('ms'), isNumeric: true }));
    assert.match(text, /`attr\.ms` String .* ADD COLUMN IF NOT EXISTS `number\.ms` Float64/s);
  });

  it('is told from other columns', () => {
    const promoted = promotedBy(['attributes', 'attr.a.b', 'attr.ms', 'number.ms', 'number.gone']);
    assert.deepEqual(
      [...promoted.values()],
      [
        { attribute: 'a.b', column: 'attr.a.b' },
        { attribute: 'ms', column: 'attr.ms', numberColumn: 'number.ms' },
      ],
    );
  });
});
