// The list of options in a schema. It is read from the schema's own JSON Schema, so validation, help,
// environment names and the reference page cannot drift apart.
import { z } from 'zod';
import { assert } from '../errors.ts';
import { environmentName, flagName } from './names.ts';

/** How the text of a flag or variable becomes a value. `json` is for what has no simpler text. */
export type OptionType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'json';

/** One option of the configuration. */
export interface ConfigOption {
  /** Dotted name in the file, such as `http.maxConnections`. */
  readonly key: string;
  readonly path: readonly string[];
  readonly environment: string;
  /** With its two dashes. */
  readonly flag: string;
  readonly description: string;
  readonly type: OptionType;
  /** For `list`: the type of its items. */
  readonly itemType: OptionType;
  /** The only values allowed, if they can be listed. */
  readonly choices: readonly string[] | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** For an option of several kinds: what each allows. */
  readonly alternatives: readonly string[] | undefined;
  /** Undefined when the option has no default. */
  readonly default: unknown;
  /** For a list of objects: what may be set in each. Their keys are those of the list with `[]`. */
  readonly items: readonly ConfigOption[];
  /** Its value is never printed. */
  readonly isSecret: boolean;
}

/** A group of options: a `z.strictObject` inside another. */
export interface ConfigSection {
  readonly path: readonly string[];
  readonly description: string;
}

/** What `z.toJSONSchema` makes of the schemas we write; only the members read here. */
export interface SchemaNode {
  type?: string;
  description?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  secret?: boolean;
}

/** Everything that can be set, in the order of the schema. Throws if the schema leaves out a description. */
export function configOptions(schema: z.ZodType): {
  options: ConfigOption[];
  sections: ConfigSection[];
} {
  const options: ConfigOption[] = [];
  const sections: ConfigSection[] = [];
  const visit = (node: SchemaNode, path: readonly string[]): void => {
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      const childPath = [...path, name];
      assert(child.description, `option ${childPath.join('.')} has no description`);
      if (child.properties) {
        sections.push({ path: childPath, description: child.description });
        visit(child, childPath);
      } else {
        options.push(option(child, childPath));
      }
    }
  };
  visit(schemaNode(schema), []);
  return { options, sections };
}

/** The JSON Schema of what may be written into the file. */
export function schemaNode(schema: z.ZodType): SchemaNode {
  // The members we read are a part of JSON Schema, where they have these types.
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

function option(node: SchemaNode, path: readonly string[]): ConfigOption {
  return {
    key: path.join('.'),
    path,
    environment: environmentName(path),
    flag: flagName(path),
    description: node.description ?? '',
    type: optionType(node),
    itemType: node.items ? optionType(node.items) : 'string',
    choices: node.enum?.map(String),
    alternatives: optionType(node) === 'json' ? node.anyOf?.map(alternative) : undefined,
    minimum: finiteBound(node.minimum),
    maximum: finiteBound(node.maximum),
    default: node.default,
    items: itemOptions(node, path),
    isSecret: node.secret === true,
  };
}

function itemOptions(node: SchemaNode, path: readonly string[]): ConfigOption[] {
  const item = node.items?.anyOf?.find(({ properties }) => properties) ?? node.items;
  const list = [...path.slice(0, -1), `${path.at(-1) ?? ''}[]`];
  return Object.entries(item?.properties ?? {}).map(([name, child]) =>
    option(child, [...list, name]),
  );
}

function alternative({ const: only, minimum, maximum, type }: SchemaNode): string {
  if (only !== undefined) return typeof only === 'string' ? only : JSON.stringify(only);
  return minimum === undefined || maximum === undefined
    ? (type ?? 'anything')
    : `${minimum} to ${maximum}`;
}

function optionType(node: SchemaNode): OptionType {
  if (node.anyOf) {
    const types = new Set(node.anyOf.map((choice) => optionType(choice)));
    const [only] = types;
    return types.size === 1 && only ? only : 'json';
  }
  if (node.type === 'array') return 'list';
  if (node.type === 'object' || node.type === undefined) return 'json';
  // JSON Schema's other types are called the same here.
  return node.type as OptionType;
}

/** Zod's integers carry the bounds of safe integers, which tell a reader nothing. */
function finiteBound(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) === Number.MAX_SAFE_INTEGER ? undefined : bound;
}
