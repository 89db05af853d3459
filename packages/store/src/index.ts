export {
  openStore,
  type Store,
  type StoreOptions,
  type StoreQueryOptions,
  type StoreResult,
} from './client.ts';
export {
  type Entities,
  type Entity,
  type EntityLimits,
  openEntities,
} from './entities/entities.ts';
export { type Engine, type EngineOptions, startEngine } from './engine/engine.ts';
export { logColumns, type LogSchema, type PromotedAttribute } from './log-columns.ts';
export {
  join,
  name,
  type ParameterValue,
  render,
  renderForReading,
  type Sql,
  sql,
  type SqlPart,
  trusted,
  value,
} from './sql.ts';
export { migrate, type MigrateOptions } from './migrations/migrate.ts';
export { checkStoreSettings } from './migrations/check-settings.ts';
export { insertSettings } from './delivery/insert-settings.ts';
export {
  type Delivery,
  type DeliveryLimits,
  type DeliveryOptions,
  startDelivery,
} from './delivery/delivery.ts';
export type { DeadLetter, DeadLetters } from './delivery/dead-letters.ts';
export {
  openPromotedAttributes,
  type PromotedAttributes,
  type PromotedAttributesOptions,
} from './promotion/promoted-attributes.ts';
export {
  dropLogsOlderThan,
  openRetention,
  type Retention,
  type RetentionOptions,
} from './retention/retention.ts';
export { insertLogs } from './mapping/insert-logs.ts';
export {
  mappedColumns,
  mappedLines,
  type MappedLinesOptions,
  segmentStructure,
} from './mapping/mapped-lines.ts';
export { mappingSettings } from './mapping/mapping-settings.ts';
