// Schemas for tests.
import type { LogSchema } from '@groundcrew/store';

/** A schema with these attributes promoted. */
export function schemaWith(promoted: readonly string[]): LogSchema {
  return {
    promoted: new Map(
      promoted.map((attribute) => [attribute, { attribute, column: `attr.${attribute}` }]),
    ),
  };
}
