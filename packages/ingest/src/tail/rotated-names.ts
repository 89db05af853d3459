// Which names the files of one log have after rotation: app.log.1, app.log-20261121.gz, app-20261121.log, app.1.log.zst.

/** Endings of compressed files: the ones that can be read, and the ones that cannot. */
const packedEnding = /\.(gz|zst|bz2|xz|lz4|Z|zip)$/;

/** What tells one rotation from another: a number, or a date with or without a time. */
const suffix = String.raw`[.\-_](?:\d{1,3}|\d{4}-?\d{2}-?\d{2}(?:[T_\-.]?\d{2,10}(?:[:\-.]?\d{2}){0,2})?|\d{9,13})`;
const atEnd = new RegExp(`(?:${suffix}|\\.(?:old|bak|copy))$`);
const beforeExtension = new RegExp(`${suffix}(\\.[A-Za-z]{1,8})$`);

/** True for compressed files, which are never read as logs of their own. */
export const isPacked = (name: string) => packedEnding.test(name);

/** The name that a log has before any rotation. */
export function stemOf(name: string): string {
  let stem = name.replace(packedEnding, '');
  for (let rounds = 0; rounds < 3 && atEnd.test(stem); rounds++) stem = stem.replace(atEnd, '');
  return stem.replace(beforeExtension, '$1');
}

/** True when the name is that of a rotated file. */
export const isRotated = (name: string) => stemOf(name) !== name;
