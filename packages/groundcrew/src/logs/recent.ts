// What has been printed lately, so that the listing and the follow, or a follow and its repetition after a lost
// connection, print no record twice. Followed records have no id yet: they are known by what is in them.
import type { ApiRecord } from './api-record.ts';

/** How often a content was seen on each way, and printed. */
interface Seen {
  followed: number;
  stored: number;
  printed: number;
}

/** Decides for each record, whichever way it came, whether it is still to be printed. */
export class RecentRecords {
  readonly #byContent = new Map<string, Seen>();
  readonly #ids = new Set<string>();
  readonly #max: number;

  /** Remembers up to `max` different records, the newest. */
  constructor(max = 50_000) {
    this.#max = max;
  }

  /** True if a record of the live tail is to be printed now; it then counts as printed. */
  takeFollowed(record: ApiRecord): boolean {
    const seen = this.#seen(record);
    seen.followed += 1;
    return print(seen);
  }

  /** The same for a record of the store. Equal records that really came twice have different ids, and count as two. */
  takeStored(record: ApiRecord): boolean {
    const id = record.id ?? '';
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    forgetOldest(this.#ids, this.#max);
    const seen = this.#seen(record);
    seen.stored += 1;
    return print(seen);
  }

  #seen(record: ApiRecord): Seen {
    const key = contentKey(record);
    const seen = this.#byContent.get(key) ?? { followed: 0, stored: 0, printed: 0 };
    // Deleted first, so that it moves to the end and the first is the oldest.
    this.#byContent.delete(key);
    this.#byContent.set(key, seen);
    forgetOldest(this.#byContent, this.#max);
    return seen;
  }
}

/** Each way shows a record once, so it is due as often as the way that has shown it more often says. */
function print(seen: Seen): boolean {
  if (Math.max(seen.followed, seen.stored) <= seen.printed) return false;
  seen.printed += 1;
  return true;
}

function forgetOldest(
  entries: { size: number; keys(): Iterable<string>; delete(key: string): boolean },
  max: number,
): void {
  for (const oldest of entries.keys()) {
    if (entries.size <= max) return;
    entries.delete(oldest);
  }
}

function contentKey(record: ApiRecord): string {
  const { time, observed_time, service, host, instance, body, request_id } = record;
  return JSON.stringify([time, observed_time, service, host, instance, body, request_id]);
}
