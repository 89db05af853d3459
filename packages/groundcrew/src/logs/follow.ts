// New records as they come, after those listed: none missing, none twice. The live tail is opened before anything is
// listed, so the two overlap; what is in both is printed once. Lines that were accepted just before the tail was open
// and were not stored yet when listing are found by looking once more a little later.
import { setTimeout as sleep } from 'node:timers/promises';
import { GroundcrewError } from '@groundcrew/runtime';
import { readEvents, type ServerEvent } from '../client/event-stream.ts';
import { bodyOf } from '../client/lines.ts';
import type { ServerClient } from '../client/server-client.ts';
import { parseRecord, type ReceivedRecord } from './api-record.ts';
import { listNewest, type Listing } from './list.ts';
import { RecentRecords } from './recent.ts';

/** What following needs. */
export interface FollowOptions {
  client: ServerClient;
  listing: Listing;
  show: (received: ReceivedRecord) => Promise<void>;
  /** For people: lost connections, lines skipped. */
  notice: (text: string) => void;
  signal: AbortSignal;
  /** When the second look happens, after the tail has been opened. Lines are stored within a second. */
  secondLookMs?: readonly number[];
}

/** Times to wait before connecting again. */
const reconnectMs = [200, 500, 1_000, 2_000, 5_000];
/** A record may be stored this much later than one with a newer time. */
const slackMs = 10_000;
/** More than this came while the connection was lost: the newest are shown. */
const catchUpMax = 10_000;

/** Lists, then follows until the signal. Throws when the first connection fails, or the server refuses. */
export async function follow(options: FollowOptions): Promise<void> {
  const follower = new Follower(options);
  for (let attempt = 0; !options.signal.aborted; attempt++) {
    try {
      await follower.run(() => (attempt = 0));
    } catch (error) {
      if (options.signal.aborted) return;
      if (!follower.hasListed || !isPassing(error)) throw error;
    }
    if (options.signal.aborted) return;
    if (attempt === 0) options.notice('the connection is lost; connecting again');
    await sleep(reconnectMs[Math.min(attempt, reconnectMs.length - 1)], undefined, {
      signal: options.signal,
    }).catch(() => undefined);
  }
}

/** Trouble that goes away by itself: no connection, the server restarting or overloaded. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof GroundcrewError)) return true;
  return error.code === 'server-unreachable' || error.status >= 500 || error.status === 429;
}

class Follower {
  readonly #options: FollowOptions;
  readonly #recent = new RecentRecords();
  #printing: Promise<void> = Promise.resolve();
  /** Records older than this were left out of the listing on purpose. */
  #listedFrom: string;
  #newest = '';
  hasListed = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#listedFrom = options.listing.start;
  }

  /** One connection, from opening to its end. Calls `connected` once it is open. */
  async run(connected: () => void): Promise<void> {
    const { client, listing, signal } = this.#options;
    const ended = new AbortController();
    const both = AbortSignal.any([signal, ended.signal]);
    try {
      const parameters = new URLSearchParams({ query: listing.query });
      const answer = await client.request(`/api/logs/tail?${parameters.toString()}`, {
        headers: { accept: 'text/event-stream' },
        signal: both,
      });
      connected();
      // While this runs, the events wait in the socket.
      await (this.hasListed ? this.#catchUp(both) : this.#list(both));
      const looks = this.#lookAgain(both);
      for await (const event of readEvents(bodyOf(answer))) await this.#take(event);
      ended.abort();
      await looks;
    } finally {
      ended.abort();
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, listing } = this.#options;
    const records = await listNewest(client, listing, signal);
    const [oldest] = records;
    if (records.length >= listing.limit && oldest) this.#listedFrom = oldest.record.time;
    await this.#showStored(records);
    this.hasListed = true;
  }

  async #lookAgain(signal: AbortSignal): Promise<void> {
    for (const delayMs of this.#options.secondLookMs ?? [1_500, 3_500]) {
      try {
        await sleep(delayMs, undefined, { signal });
        await this.#catchUp(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!isPassing(error)) this.#options.notice(String(error));
      }
    }
  }

  /** Prints what is stored and was not printed. */
  async #catchUp(signal: AbortSignal): Promise<void> {
    const { client, listing } = this.#options;
    const start = this.#lookFrom();
    const stored = await listNewest(client, { ...listing, start, limit: catchUpMax }, signal);
    await this.#showStored(stored);
  }

  /** A little before the newest record printed, but not before what was listed. */
  #lookFrom(): string {
    const newestMs = Date.parse(this.#newest);
    if (Number.isNaN(newestMs)) return this.#listedFrom;
    const from = new Date(newestMs - slackMs).toISOString();
    const listedMs = Date.parse(this.#listedFrom);
    return Number.isNaN(listedMs) || Date.parse(from) > listedMs ? from : this.#listedFrom;
  }

  async #take(event: ServerEvent): Promise<void> {
    if (event.type === 'skipped') this.#options.notice(skippedNotice(event.data));
    if (event.type !== 'log') return;
    const received = parseRecord(event.data);
    if (this.#recent.takeFollowed(received.record)) await this.#alone(() => this.#show(received));
  }

  async #showStored(batch: readonly ReceivedRecord[]): Promise<void> {
    await this.#alone(async () => {
      for (const received of batch) {
        if (this.#recent.takeStored(received.record)) await this.#show(received);
      }
    });
  }

  /** One thing is printed at a time. */
  #alone(work: () => Promise<void>): Promise<void> {
    this.#printing = this.#printing.then(work);
    return this.#printing;
  }

  async #show(received: ReceivedRecord): Promise<void> {
    const { record } = received;
    const observed = record.observed_time ?? record.time;
    if (observed > this.#newest) this.#newest = observed;
    await this.#options.show(received);
  }
}

function skippedNotice(data: string): string {
  const { lines, reason } = JSON.parse(data) as { lines?: unknown; reason?: unknown };
  const why = reason === 'slow-reader' ? 'this terminal is too slow' : 'too many come at once';
  return `${Number(lines)} lines skipped: ${why}`;
}
