// Schemas for tests.
import type { LogSchema } from '@groundcrew/store';

/** A schema with these attributes promoted, each with a column of numbers too. */
export function schemaWith(promoted: readonly string[]): LogSchema {
  return {
    promoted: new Map(
      promoted.map((attribute) => [
        attribute,
        { attribute, column: `attr.${attribute}`, numberColumn: `number.${attribute}` },
      ]),
    ),
  };
}
