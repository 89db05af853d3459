// Fields of a `multipart/form-data` body (RFC 7578), as clients send long queries and parameters.
import { exception } from './exception.ts';

const maxFields = 10_000;

/** Name and text of each part. Throws for files (external tables) and for bodies that are not multipart. */
export function multipartFields(body: Buffer, contentType: string): [string, string][] {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  const bad = (why: string) => exception('INCORRECT_DATA', `Cannot read multipart body: ${why}`);
  if (!boundary) throw bad('no boundary');
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  const separator = Buffer.concat([Buffer.from('\r\n'), delimiter]);
  const fields: [string, string][] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    at += delimiter.length;
    if (body.subarray(at, at + 2).toString('latin1') === '--') return fields;
    const headEnd = body.indexOf('\r\n\r\n', at);
    const end = body.indexOf(separator, headEnd < 0 ? at : headEnd + 2);
    if (headEnd < 0 || end < 0 || headEnd > end) break;
    if (fields.length >= maxFields) throw bad(`more than ${maxFields} parts`);
    const head = body.subarray(at, headEnd).toString('utf8');
    if (/;\s*filename\s*=/i.test(head)) {
      throw exception('NOT_IMPLEMENTED', 'External data is not supported');
    }
    const name = /;\s*name="([^"]{1,200})"/i.exec(head)?.[1];
    if (name === undefined) throw bad('a part has no name');
    fields.push([name, body.subarray(headEnd + 4, end).toString('utf8')]);
    at = end + 2;
  }
  throw bad('it has no end');
}
