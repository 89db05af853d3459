// What a run of the log's model test knows about each append, and what therefore has to come out of the log.
import assert from 'node:assert/strict';
import type { LogEntry, SealedSegment } from '../wal.ts';

/**
 * `pending`: no answer yet. `kept`: acknowledged, or found after a crash: must come out until trimmed. `refused`: answered
 * with an error. `gone`: must never come out. `trimmed`: may come out again as part of its batch only.
 */
type State = 'pending' | 'kept' | 'refused' | 'gone' | 'trimmed';

/** One append and its fate. */
export interface LedgerAppend {
  id: number;
  key: string | undefined;
  entries: LogEntry[];
  state: State;
}

/** Ids of the appends that came out in a batch. */
export interface Batch {
  batch: bigint;
  ids: number[];
}

/** The test's memory, which survives every crash. */
export class AppendLedger {
  readonly #appends = new Map<number, LedgerAppend>();
  /** Ids of kept appends and when they were acknowledged: those of one commit at the same time, in no order. */
  #order = new Map<number, number>();
  /** Ids in each batch that was ever handed out. */
  readonly #batches = new Map<bigint, number[]>();
  readonly #trimmed = new Set<bigint>();
  /** Keys that may be forgotten: their segment was trimmed while the disk refused to write. */
  readonly #weakKeys = new Set<string>();
  /** Keys that the log said it knows, of appends not known to be kept. */
  readonly #claimedKeys = new Set<string>();

  get keys(): string[] {
    return [...this.#appends.values()].flatMap(({ key }) => key ?? []);
  }

  start(id: number, key: string | undefined, entries: LogEntry[]): LedgerAppend {
    const append: LedgerAppend = { id, key, entries, state: 'pending' };
    this.#appends.set(id, append);
    return append;
  }

  acknowledged(append: LedgerAppend, isRepeat: boolean, time: number): void {
    const { key } = append;
    const isKnown = key !== undefined && this.#hasKey(key, ['kept', 'trimmed']);
    if (isRepeat) {
      assert(key !== undefined, `append ${append.id} has no key to repeat`);
      // An append whose answer a crash cut off may be in the log: `settle` tells.
      if (!isKnown) this.#claimedKeys.add(key);
      append.state = 'gone';
      return;
    }
    assert(!isKnown || this.#weakKeys.has(key), `append ${append.id} took its key for new`);
    append.state = 'kept';
    this.#order.set(append.id, time);
    // A refused append in front of an acknowledged one has been cut off for good.
    for (const other of this.#appends.values()) if (other.state === 'refused') other.state = 'gone';
  }

  refused(append: LedgerAppend): void {
    append.state = 'refused';
  }

  /** Ids of the appends in a segment, each whole, with the bytes they were given. */
  read(segment: SealedSegment, entries: readonly LogEntry[]): number[] {
    const ids: number[] = [];
    let rows = 0;
    for (let index = 0; index < entries.length;) {
      const id = Number.parseInt(String(entries[index]?.body), 10);
      const append = this.#appends.get(id);
      assert(append, `segment ${segment.batch} holds an entry that was never appended`);
      for (const [part, entry] of append.entries.entries()) {
        const found = entries[index + part];
        assert(found, `append ${id} came out in part`);
        assert(found.body.equals(entry.body), `append ${id}, part ${part} came out changed`);
        assert.equal(found.receivedNs, entry.receivedNs);
        rows += entry.rows;
      }
      index += append.entries.length;
      ids.push(id);
    }
    assert.equal(segment.rows, rows, 'rows of the segment');
    const before = this.#batches.get(segment.batch);
    if (before) assert.deepEqual(ids, before, `batch ${segment.batch} came out changed`);
    this.#batches.set(segment.batch, ids);
    return ids;
  }

  /** The store has this segment, whatever becomes of its file. */
  trimmed(segment: SealedSegment): void {
    this.#trimmed.add(segment.batch);
    for (const append of this.#appendsOf(segment)) {
      append.state = 'trimmed';
      this.#order.delete(append.id);
    }
  }

  /** The keys of this segment may not be on disk. */
  weakened(segment: SealedSegment): void {
    for (const { key } of this.#appendsOf(segment)) if (key !== undefined) this.#weakKeys.add(key);
  }

  #appendsOf(segment: SealedSegment): LedgerAppend[] {
    return (this.#batches.get(segment.batch) ?? []).flatMap((id) => this.#appends.get(id) ?? []);
  }

  /** The process died: what was refused may have stayed on the disk. */
  restarted(): void {
    for (const append of this.#appends.values()) {
      if (append.state === 'refused') append.state = 'pending';
    }
  }

  /** All that a freshly opened log recovered. What of the unknown came out stays, what did not is gone. */
  checkRecovered(batches: readonly Batch[], beforeId: number): void {
    const out = this.#untrimmed(batches);
    this.#checkOrder(
      out,
      [...this.#order.keys()].filter((id) => id < beforeId),
    );
    for (const id of out) {
      const append = this.#appends.get(id);
      assert(append && id < beforeId, `append ${id} is older than itself`);
      assert.notEqual(append.state, 'gone', `append ${id} was refused and came out`);
      append.state = 'kept';
    }
    for (const append of this.#appends.values()) {
      if (append.id < beforeId && append.state === 'pending') append.state = 'gone';
    }
    const later = [...this.#order].filter(([id]) => id >= beforeId);
    this.#order = new Map([
      ...out.map((id, index): [number, number] => [id, -out.length + index]),
      ...later,
    ]);
    this.#checkKeys();
  }

  /** All that came out of a log from its opening to its end. */
  check(batches: readonly Batch[]): void {
    const out = this.#untrimmed(batches);
    this.#checkOrder(out, [...this.#order.keys()]);
    for (const id of out) {
      assert.equal(this.#appends.get(id)?.state, 'kept', `append ${id} came out`);
    }
    this.#checkKeys();
  }

  #untrimmed(batches: readonly Batch[]): number[] {
    return batches.flatMap(({ batch, ids }) => (this.#trimmed.has(batch) ? [] : ids));
  }

  #checkOrder(out: readonly number[], order: readonly number[]): void {
    assert.equal(new Set(out).size, out.length, 'an append came out twice');
    const kept = out.filter((id) => this.#appends.get(id)?.state === 'kept');
    assert.deepEqual(kept.toSorted(byNumber), order.toSorted(byNumber), 'kept appends come out');
    const times = kept.map((id) => this.#order.get(id) ?? 0);
    assert.deepEqual(times, times.toSorted(byNumber), 'appends come out in order');
    const again = out.filter((id) => this.#appends.get(id)?.state === 'trimmed');
    assert.deepEqual(again, [], 'trimmed appends came out of another batch');
  }

  #checkKeys(): void {
    const seen = new Set<string>();
    for (const { id, key, state } of this.#appends.values()) {
      if (key === undefined || (state !== 'kept' && state !== 'trimmed')) continue;
      assert(!seen.has(key) || this.#weakKeys.has(key), `append ${id} is a second one of its key`);
      seen.add(key);
    }
    for (const key of this.#claimedKeys) assert(seen.has(key), `a repeat of ${key}, which is lost`);
    this.#claimedKeys.clear();
  }

  #hasKey(key: string, states: readonly State[]): boolean {
    for (const append of this.#appends.values()) {
      if (append.key === key && states.includes(append.state)) return true;
    }
    return false;
  }
}

const byNumber = (a: number, b: number) => a - b;
