// The documents made from the schema: the editor's JSON Schema and docs/reference/config.md.
import { z } from 'zod';
import { type ConfigOption, configOptions } from './options.ts';

/** JSON Schema for editors. Sections may be left out, since every option in them has a default. */
export function configJsonSchema(schema: z.ZodType, title: string): object {
  const document = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.required;
      delete jsonSchema['secret'];
      if (jsonSchema.minimum === -Number.MAX_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { ...document, title };
}

/** The reference page as Markdown: one table a section. */
export function configReference(schema: z.ZodType, introduction: string): string {
  const { options, sections } = configOptions(schema);
  const chapters = [{ path: [] as readonly string[], description: '' }, ...sections].flatMap(
    (section) => {
      const own = options.filter(
        (option) => option.path.slice(0, -1).join('.') === section.path.join('.'),
      );
      if (own.length === 0) return [];
      const title = section.path.length === 0 ? 'Top level' : `\`${section.path.join('.')}\``;
      const chapter = `## ${title}\n\n${section.description && `${section.description}\n\n`}${table(own)}`;
      return [chapter, ...own.filter(({ items }) => items.length > 0).map(itemChapter)];
    },
  );
  return `# Configuration\n\n${introduction.trim()}\n\n${chapters.join('\n\n')}\n`;
}

/** Members of a list's objects have no variable and no flag of their own. */
function itemChapter({ key, description, items }: ConfigOption): string {
  const rows = items.map((item) => {
    const name = item.path.at(-1) ?? '';
    return `| \`${name}\` | ${cell(allowedValues(item))} | ${cell(defaultText(item))} | ${cell(item.description)} |`;
  });
  const head = ['| option | value | default | |', '| --- | --- | --- | --- |'];
  return `## \`${key}[]\`\n\n${description}\n\n${[...head, ...rows].join('\n')}`;
}

function table(options: readonly ConfigOption[]): string {
  const rows = options.map((option) => {
    const name = `\`${option.key}\`<br>\`${option.environment}\`<br>\`${option.flag}\``;
    return `| ${name} | ${cell(allowedValues(option))} | ${cell(defaultText(option))} | ${cell(option.description)} |`;
  });
  return ['| option | value | default | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** What may be written, in a few words: `1 to 65535`, `debug, info, warn`, `text`. */
export function allowedValues(option: ConfigOption): string {
  if (option.alternatives) return option.alternatives.join(' or ');
  if (option.choices) return option.choices.join(', ');
  const { minimum, maximum } = option;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `at least ${minimum}`;
  if (maximum !== undefined) return `at most ${maximum}`;
  return option.type === 'string' ? 'text' : option.type;
}

/** The default as it would be written, or "" without one. */
export function defaultText(option: ConfigOption): string {
  if (option.default === undefined) return '';
  return typeof option.default === 'string' ? option.default : JSON.stringify(option.default);
}
