// The version in the package's manifest.
import { readFileSync } from 'node:fs';

/** Such as `0.1.0`. */
export function programVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  // Our own file, which npm requires to have a version.
  return (JSON.parse(manifest) as { version: string }).version;
}
