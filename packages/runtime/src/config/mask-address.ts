// Addresses without what is secret in them, for messages and listings.

/** Stands for what is not shown. */
export const mask = '********';

/** Text with the password of an address in it masked, with a scheme or without: `http://user:********@host`. */
export function maskPassword(text: string): string {
  return text.replaceAll(/((?:^|:\/\/)[^/?#@\s:]*:)[^/?#\s]*@/g, `$1${mask}@`);
}

/** Text with the user of an address masked too, who may be a token put in the wrong place: `http://********@host`. */
export function maskUser(text: string): string {
  return text.replaceAll(/(^|:\/\/)[^/?#\s]*@/g, `$1${mask}@`);
}
