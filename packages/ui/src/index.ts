// Where the built application lies, for the server that serves it.
import { join } from 'node:path';

/** The folder with index.html and its assets; absent until the screen was built. */
export const webFolder = join(import.meta.dirname, 'web');
