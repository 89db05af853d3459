// The requests under way. An array and not a Set, because of what a Set with many comings and goings leaves behind in
// V8: its outgrown tables refer each to the next, so that one that has grown old keeps all later ones, with the requests
// in them, from being collected with the young.

/** A request under way. */
export interface ActiveRequest {
  /** Where it stands among the active ones, -1 while it is none of them; kept by {@link ActiveRequests}. */
  place: number;
  /** Ends the upload if it is still under way and too slow. */
  checkSpeed(nowMs: number): void;
}

/** All of them, in no order. */
export class ActiveRequests {
  readonly #requests: ActiveRequest[] = [];

  get size(): number {
    return this.#requests.length;
  }

  add(request: ActiveRequest): void {
    request.place = this.#requests.push(request) - 1;
  }

  /** Does nothing with one that is not there. */
  remove(request: ActiveRequest): void {
    if (request.place < 0) return;
    const last = this.#requests.pop();
    if (last && last !== request) {
      this.#requests[request.place] = last;
      last.place = request.place;
    }
    request.place = -1;
  }

  /** Ends uploads that are too slow; those may leave meanwhile. */
  checkSpeed(nowMs: number): void {
    for (let place = this.size - 1; place >= 0; place--) this.#requests[place]?.checkSpeed(nowMs);
  }
}
