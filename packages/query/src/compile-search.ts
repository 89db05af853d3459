// A search as a condition in SQL: an expression of type UInt8, never NULL. Everything from the query is a parameter.
import { type LogSchema, name, type SqlPart, join, sql, trusted, value } from '@groundcrew/store';
import { compileAttribute } from './compile-attribute.ts';
import { compileBody, compileWords, wordOf } from './compile-body.ts';
import { compileLevel, compileSeverityNumber } from './compile-level.ts';
import { compileText } from './compile-text.ts';
import { compileTime } from './compile-time.ts';
import { resolveField } from './fields.ts';
import type { SearchNode, TermNode } from './search-node.ts';

/** The condition a search means, over the table `logs`. */
export function compileSearch(node: SearchNode, schema: LogSchema): SqlPart {
  switch (node.kind) {
    case 'everything':
      return trusted('1');
    case 'not':
      return sql`NOT (${compileSearch(node.node, schema)})`;
    case 'term':
      return compileTerm(node, schema);
    case 'and': {
      const words = node.nodes.flatMap((inner) => wordIn(inner) ?? []);
      const others = node.nodes.filter((inner) => wordIn(inner) === undefined);
      const parts = inParentheses(others, schema);
      return join(words.length > 0 ? [compileWords(words), ...parts] : parts, ' AND ');
    }
    case 'or':
      return join(inParentheses(node.nodes, schema), ' OR ');
  }
}

const inParentheses = (nodes: readonly SearchNode[], schema: LogSchema) =>
  nodes.map((inner) => sql`(${compileSearch(inner, schema)})`);

/** The word that a node looks for in bodies, where the text index alone can tell. */
export function wordIn(node: SearchNode): string | undefined {
  if (node.kind !== 'term') return undefined;
  const isBody = node.field === undefined || resolveField(node.field).kind === 'body';
  return isBody ? wordOf(node.test) : undefined;
}

function compileTerm({ field: fieldName, test }: TermNode, schema: LogSchema): SqlPart {
  if (fieldName === undefined) return compileBody(test);
  const field = resolveField(fieldName);
  switch (field.kind) {
    case 'body':
      return compileBody(test);
    case 'level':
      return compileLevel(test);
    case 'severity_number':
      return compileSeverityNumber(test);
    case 'time':
      return compileTime(field, test);
    case 'text':
      return compileText(field, test);
    case 'attribute': {
      const number = schema.promoted.get(field.name)?.numberColumn;
      const json = attributeColumn(field.name, schema);
      return compileAttribute(json, test, number === undefined ? undefined : sql`${name(number)}`);
    }
  }
}

/** Where an attribute's JSON text is: a column of its own, or the map. "" when the record has no such attribute. */
export function attributeColumn(attribute: string, schema: LogSchema): SqlPart {
  const promoted = schema.promoted.get(attribute);
  return promoted ? sql`${name(promoted.column)}` : sql`attributes[${value('String', attribute)}]`;
}
