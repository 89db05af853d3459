// What has been printed lately, so that the listing and the follow, or a follow and its repetition after a lost
// connection, print no record twice. Followed records have no id yet: they are known by what is in them.
import type { ApiRecord, ReceivedRecord } from './api-record.ts';

/** Counts records by content; equal records that really came twice count as two. */
export class RecentRecords {
  readonly #counts = new Map<string, number>();
  readonly #max: number;

  /** Remembers up to `max` different records, the newest. */
  constructor(max = 50_000) {
    this.#max = max;
  }

  add(record: ApiRecord): void {
    const key = contentKey(record);
    const count = this.#counts.get(key) ?? 0;
    // Deleted first, so that it moves to the end and the first is the oldest.
    this.#counts.delete(key);
    this.#counts.set(key, count + 1);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= this.#max) break;
      this.#counts.delete(oldest);
    }
  }

  /**
   * The records of `batch` that have not been printed: of each content, as many as there are more in the batch than
   * were remembered. The batch must hold everything of its time, printed or not.
   */
  unseen(batch: readonly ReceivedRecord[]): ReceivedRecord[] {
    const inBatch = new Map<string, number>();
    return batch.filter(({ record }) => {
      const key = contentKey(record);
      const count = (inBatch.get(key) ?? 0) + 1;
      inBatch.set(key, count);
      return count > (this.#counts.get(key) ?? 0);
    });
  }
}

function contentKey(record: ApiRecord): string {
  const { time, observed_time, service, host, instance, body, request_id } = record;
  return JSON.stringify([time, observed_time, service, host, instance, body, request_id]);
}
