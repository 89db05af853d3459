// The effective configuration for `groundcrew config print`, with secrets masked.
import type { ConfigOption } from './options.ts';
import type { LoadedConfig } from './load.ts';
import { mask, maskPassword } from './mask-address.ts';

/** One line of the listing. */
export interface PrintedOption {
  readonly key: string;
  /** The value as JSON, or a mask. */
  readonly value: unknown;
  readonly origin: string;
}

/** Each option's value and where it was set, in the order of the schema. */
export function printedConfig(config: LoadedConfig<unknown>): PrintedOption[] {
  return config.options.map((option) => ({
    key: option.key,
    value: shownValue(option, valueAt(config.value, option.path)) ?? null,
    origin: config.origins.get(option.key) ?? 'default',
  }));
}

function valueAt(config: unknown, path: readonly string[]): unknown {
  let value = config;
  for (const name of path) {
    // A section is an object; anything else has no such member and gives undefined.
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  return value;
}

/** A value as it may be shown: secrets masked, and the password of a URL whatever its option is called. */
export function shownValue(option: ConfigOption | undefined, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (option?.isSecret) return mask;
  return typeof value === 'string' ? maskPassword(value) : value;
}
