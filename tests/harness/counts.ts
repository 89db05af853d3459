// How much a test does: little in `make test`, everything in a lane of its own.

/**
 * The counts of a lane that is full when its variable is 1: that of the variable `name` if it is set, else the lane's.
 */
export function countsOf(lane: string) {
  const isFull = process.env[lane] === '1';
  return (name: string, counts: { reduced: number; full: number }): number => {
    const given = process.env[name];
    if (given !== undefined) return Number(given);
    return isFull ? counts.full : counts.reduced;
  };
}
