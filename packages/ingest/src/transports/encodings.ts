// Names of content encodings. https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding

/** An encoding that can be undone. */
export type Encoding = 'gzip' | 'deflate' | 'zstd';

/** For messages and the Accept-Encoding header. */
export const supportedEncodings = 'gzip, deflate, zstd';

/** The encoding a header names; `none` for no header; undefined if it is not supported, as are several at once. */
export function parseEncoding(header: string | undefined): Encoding | 'none' | undefined {
  const name = header?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity' || name === 'none') return 'none';
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  return name === 'deflate' || name === 'zstd' ? name : undefined;
}
