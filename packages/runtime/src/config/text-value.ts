// The text of a flag or an environment variable as the value its option wants. What does not fit is passed on as
// text: the schema then says what was expected.
import type { ConfigOption, OptionType } from './options.ts';

/** Lists are separated by commas; options without a simple text form are JSON. */
export function valueFromText(option: ConfigOption, text: string): unknown {
  if (option.type !== 'list') return scalar(option.type, text);
  if (text.trim() === '') return [];
  return text.split(',').map((item) => scalar(option.itemType, item.trim()));
}

function scalar(type: OptionType, text: string): unknown {
  if (type === 'integer' || type === 'number') {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return type === 'json' ? parsed(text) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
