// Standard output with back-pressure, and quiet when its reader leaves (`| head`).
import { once } from 'node:events';

let isWatched = false;

/** Text to standard output; waits while the reader is slow. When the reader is gone, the program ends without a word. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (!isWatched) {
    isWatched = true;
    process.stdout.on('error', quitWhenReaderLeft);
  }
  if (process.stdout.write(text)) return;
  await once(process.stdout, 'drain');
}

/** As other filters do: nobody is there to read the rest or a complaint. */
function quitWhenReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
