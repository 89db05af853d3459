// Finds the rows a store refuses by asking about ever smaller ranges. Knows nothing of the store.

/** Rows `from` (included) to `to` (excluded). */
export interface RowRange {
  from: number;
  to: number;
}

export interface RefusedRow {
  row: number;
  reason: string;
}

export interface BisectOptions {
  rows: number;
  /** Undefined when the store would take these rows, else why not. */
  probe: (range: RowRange) => Promise<string | undefined>;
  /** No further question is asked once this says so; ranges not yet split count as refused whole. */
  isOver: () => boolean;
}

export interface BisectResult {
  refused: RefusedRow[];
  /** True when a range was refused although the store took each of its parts, so no row could be blamed. */
  isJoint: boolean;
}

/**
 * The refused rows of a batch, in order. Costs about two questions for each halving and refused row; the
 * largest ranges are split first, so that running out of time condemns as few rows as possible.
 */
export async function findRefusedRows(options: BisectOptions): Promise<BisectResult> {
  const refused: RefusedRow[] = [];
  let isJoint = false;
  const ask = async (range: RowRange) => {
    const reason = await options.probe(range);
    if (reason !== undefined) queue.push({ ...range, reason });
    return reason === undefined;
  };
  const queue: (RowRange & { reason: string })[] = [];
  if (options.rows > 0) await ask({ from: 0, to: options.rows });
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { from, to, reason } = next;
    if (to - from === 1 || options.isOver()) {
      for (let row = from; row < to; row++) refused.push({ row, reason });
      continue;
    }
    const middle = from + Math.floor((to - from) / 2);
    const isLeftFine = await ask({ from, to: middle });
    const isRightFine = await ask({ from: middle, to });
    isJoint ||= isLeftFine && isRightFine;
  }
  return { refused: refused.sort((a, b) => a.row - b.row), isJoint };
}
