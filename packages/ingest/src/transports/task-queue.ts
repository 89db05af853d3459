// A queue in which only so many tasks run at once, first come, first served. Its length is bounded by the
// requests in flight.

/** A task says when it has finished. */
export type Task = (finished: () => void) => void;

/** Runs tasks in the order they came. */
export class TaskQueue {
  readonly #atOnce: number;
  readonly #waiting: Task[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Runs a task now or when its turn comes. */
  run(task: Task): void {
    if (this.#running >= this.#atOnce) {
      this.#waiting.push(task);
      return;
    }
    this.#running++;
    task(() => {
      this.#running--;
      const next = this.#waiting.shift();
      if (next) this.run(next);
    });
  }
}
