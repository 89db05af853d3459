// What the receivers count about themselves. Each metric has the label `receiver`.
import type { Metrics } from '@groundcrew/runtime';

/** Counters of one receiver. */
export interface ReceiverMetrics {
  /** Called for every accepted request, so it only adds numbers; they show in the metrics a moment later. */
  accepted(rows: number, bytes: number, cut: number): void;
  /** `reason` is a constant: the code of the refusal, or `aborted`. */
  rejected(reason: string): void;
  /** Records left out of a request that was taken; `reason` is a constant. */
  rejectedRecords(reason: string, records: number): void;
}

/** Registers the counters and returns a receiver's own view of them. */
export function ingestMetrics(metrics: Metrics): (receiver: string) => ReceiverMetrics {
  const requests = metrics.counter(
    'groundcrew_ingest_requests_total',
    'Requests whose lines are safe on disk.',
  );
  const lines = metrics.counter('groundcrew_ingest_lines_total', 'Lines safe on disk.');
  const bytes = metrics.counter(
    'groundcrew_ingest_bytes_total',
    'Bytes of accepted bodies, decompressed.',
  );
  const cut = metrics.counter(
    'groundcrew_ingest_cut_lines_total',
    'Lines that were cut because they were too long or nested too deep.',
  );
  const rejected = metrics.counter(
    'groundcrew_ingest_rejected_requests_total',
    'Requests refused, by the code in the answer; aborted: the client went away.',
  );
  const rejectedRecords = metrics.counter(
    'groundcrew_ingest_rejected_records_total',
    'Records left out of accepted requests because they could not be read.',
  );
  return (receiver) => {
    const labels = { receiver };
    const flush = ({ requestCount, rowCount, byteCount, cutCount }: Pending) => {
      requests.add(requestCount, labels);
      lines.add(rowCount, labels);
      bytes.add(byteCount, labels);
      cut.add(cutCount, labels);
    };
    flush(nothingPending());
    const accepted = coalesced(flush);
    return {
      accepted,
      rejected: (reason) => rejected.add(1, { receiver, reason }),
      rejectedRecords: (reason, records) => rejectedRecords.add(records, { receiver, reason }),
    };
  };
}

/** Counts not yet in the metrics. */
interface Pending {
  requestCount: number;
  rowCount: number;
  byteCount: number;
  cutCount: number;
}

const nothingPending = (): Pending => ({ requestCount: 0, rowCount: 0, byteCount: 0, cutCount: 0 });

/** Adds up what is accepted in one turn of the event loop: rendering labels per request would show in the throughput. */
function coalesced(flush: (pending: Pending) => void): ReceiverMetrics['accepted'] {
  let pending = nothingPending();
  return (rows, size, cutRows) => {
    if (pending.requestCount === 0) {
      setImmediate(() => {
        flush(pending);
        pending = nothingPending();
      });
    }
    pending.requestCount++;
    pending.rowCount += rows;
    pending.byteCount += size;
    pending.cutCount += cutRows;
  };
}
