export { logColumns, type LogSchema, type PromotedAttribute } from './log-columns.ts';
export {
  join,
  name,
  type ParameterValue,
  render,
  type Sql,
  sql,
  type SqlPart,
  trusted,
  value,
} from './sql.ts';
