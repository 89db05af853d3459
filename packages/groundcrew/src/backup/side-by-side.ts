// Many small pieces of work, a few at a time: waiting for the disk is what copying many files is made of.

const atOnce = 8;

/** Runs `work` for each item, a few at a time. The first failure ends it, once what runs has ended. */
export async function sideBySide<Item>(
  items: Iterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let isFailed = false;
  const lane = async () => {
    for (let next = iterator.next(); !next.done && !isFailed; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
