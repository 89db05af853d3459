// Puts the configuration together: flags win over the environment, the environment over the file, the file over
// defaults. All mistakes are reported at once, each with the place it was made.
import type { z } from 'zod';
import { GroundcrewError } from '../errors.ts';
import { environmentPrefix } from './names.ts';
import { nearest } from './nearest.ts';
import { type ConfigOption, configOptions, type ConfigSection } from './options.ts';
import { shownValue } from './print.ts';
import { describeIssue } from './problems.ts';
import { valueFromText } from './text-value.ts';
import { emptySection, readYaml } from './yaml-file.ts';

/** Where the configuration may come from. */
export interface ConfigSources {
  /** The file's name for messages, and its text. */
  file?: { name: string; text: string } | undefined;
  environment?: ReadonlyMap<string, string> | undefined;
  /** Variables with our prefix that are not options, such as `GROUNDCREW_URL`. */
  otherEnvironment?: readonly string[];
  /** Text by flag without dashes, such as `http.max-connections`. */
  flags?: ReadonlyMap<string, string> | undefined;
}

/** Where an option's value was set: `default`, `groundcrew.yaml:3:1`, the variable's name or the flag. */
export type ConfigOrigin = string;

/** A valid configuration. */
export interface LoadedConfig<T> {
  readonly value: T;
  readonly options: readonly ConfigOption[];
  /** By the option's dotted key; options left at their default are absent. */
  readonly origins: ReadonlyMap<string, ConfigOrigin>;
}

/** One value on its way into the configuration. */
interface Setting {
  value: unknown;
  origin: ConfigOrigin;
}

/** Loads and validates. Throws `config-invalid` listing every problem, or `config-file-invalid` for broken YAML. */
export function loadConfig<S extends z.ZodType>(
  schema: S,
  sources: ConfigSources,
): LoadedConfig<z.output<S>> {
  const { options, sections } = configOptions(schema);
  const known = new Known(options, sections);
  const problems: string[] = [];
  const settings = new Map<string, Setting>();
  fromFile(sources, known, settings, problems);
  fromEnvironment(sources, known, settings, problems);
  fromFlags(sources, known, settings, problems);
  const parsed = schema.safeParse(tree(known, settings));
  for (const issue of parsed.error?.issues ?? []) {
    const key = known.optionOf(issue.path.map(String));
    const setting = settings.get(key);
    const given = shownValue(known.options.get(key), setting?.value);
    problems.push(`${setting?.origin ?? 'configuration'}: ${describeIssue(key, given, issue)}`);
  }
  if (problems.length > 0 || !parsed.success) throw configInvalid(problems);
  const origins = new Map([...settings].map(([key, { origin }]) => [key, origin]));
  return { value: parsed.data, options, origins };
}

function configInvalid(problems: readonly string[]): GroundcrewError {
  const [only] = problems;
  const text = problems.length === 1 ? ` ${only}` : problems.map((line) => `\n  ${line}`).join('');
  return new GroundcrewError('config-invalid', `cannot use the configuration:${text}`, {
    hint: '"groundcrew serve --help" lists all options',
  });
}

/** The names that exist, looked up by any spelling. */
class Known {
  readonly options: ReadonlyMap<string, ConfigOption>;
  readonly sections: ReadonlySet<string>;
  readonly byEnvironment: ReadonlyMap<string, ConfigOption>;
  readonly byFlag: ReadonlyMap<string, ConfigOption>;

  constructor(options: readonly ConfigOption[], sections: readonly ConfigSection[]) {
    this.options = new Map(options.map((option) => [option.key, option]));
    this.sections = new Set(sections.map((section) => section.path.join('.')));
    this.byEnvironment = new Map(options.map((option) => [option.environment, option]));
    this.byFlag = new Map(options.map((option) => [option.flag.slice(2), option]));
  }

  /** The key of the option that a path leads to or into. */
  optionOf(path: readonly string[]): string {
    for (let length = path.length; length > 0; length--) {
      const key = path.slice(0, length).join('.');
      if (this.options.has(key)) return key;
    }
    return path.join('.');
  }
}

function fromFile(
  { file }: ConfigSources,
  known: Known,
  settings: Map<string, Setting>,
  problems: string[],
): void {
  if (!file) return;
  const isOption = (path: readonly string[]) => known.options.has(path.join('.'));
  for (const { path, value, line, column } of readYaml(file.name, file.text, isOption)) {
    const key = path.join('.');
    const origin = `${file.name}:${line}:${column}`;
    if (known.options.has(key)) settings.set(key, { value, origin });
    else if (!known.sections.has(key)) problems.push(`${origin}: ${unknownKey(path, known)}`);
    else if (value !== null && value !== emptySection) {
      problems.push(`${origin}: "${key}" is a group of options, not a value`);
    }
  }
}

/** Looks among the neighbours first, so that a slip in a deep name is compared with what stands beside it. */
function unknownKey(path: readonly string[], known: Known): string {
  const names = [...known.options.keys(), ...known.sections];
  const parent = path.slice(0, -1).join('.');
  const siblings = names.filter((name) => name.startsWith(parent === '' ? '' : `${parent}.`));
  const key = path.join('.');
  const guess = nearest(key, siblings) ?? nearest(key, names);
  return `unknown option ${JSON.stringify(key)}${didYouMean(guess)}`;
}

const didYouMean = (guess: string | undefined) =>
  guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`;

function fromEnvironment(
  { environment, otherEnvironment = [] }: ConfigSources,
  known: Known,
  settings: Map<string, Setting>,
  problems: string[],
): void {
  for (const [name, text] of environment ?? []) {
    const option = known.byEnvironment.get(name);
    if (option) {
      settings.set(option.key, { value: valueFromText(option, text), origin: name });
    } else if (
      name.startsWith(environmentPrefix) &&
      !otherEnvironment.includes(name) &&
      !isServiceLink(name)
    ) {
      const guess = nearestVariable(name, [...known.byEnvironment.keys(), ...otherEnvironment]);
      problems.push(`${name}: unknown environment variable${didYouMean(guess)}`);
    }
  }
}

/** Compares without the prefix, which would make all of them look alike. */
function nearestVariable(name: string, names: readonly string[]): string | undefined {
  const rest = (variable: string) => variable.slice(environmentPrefix.length);
  const guess = nearest(rest(name), names.map(rest));
  return guess === undefined ? undefined : environmentPrefix + guess;
}

/**
 * Kubernetes sets these in every pod beside a Service called `groundcrew`; they are not ours to judge.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function isServiceLink(name: string): boolean {
  return /^GROUNDCREW_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$/.test(
    name,
  );
}

function fromFlags(
  { flags }: ConfigSources,
  known: Known,
  settings: Map<string, Setting>,
  problems: string[],
): void {
  for (const [name, text] of flags ?? []) {
    const option = known.byFlag.get(name);
    if (option) {
      settings.set(option.key, { value: valueFromText(option, text), origin: option.flag });
    } else {
      problems.push(`--${name}: unknown option${didYouMean(nearest(name, known.byFlag.keys()))}`);
    }
  }
}

/** The settings as the nested object the schema takes. Its keys all come from the schema. */
function tree(known: Known, settings: ReadonlyMap<string, Setting>): unknown {
  const root: Record<string, unknown> = {};
  const sectionAt = (path: readonly string[]): Record<string, unknown> => {
    let section = root;
    for (const name of path) {
      section[name] ??= {};
      // Sections come before their options, so this is one we made.
      section = section[name] as Record<string, unknown>;
    }
    return section;
  };
  for (const section of known.sections) sectionAt(section.split('.'));
  for (const [key, { value }] of settings) {
    const path = known.options.get(key)?.path ?? [];
    sectionAt(path.slice(0, -1))[path.at(-1) ?? ''] = value;
  }
  return root;
}
