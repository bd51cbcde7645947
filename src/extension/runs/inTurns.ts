/** Many small tasks, a few at a time, with a turn for everybody else after each: what they all take together is nobody's wait. */
import { setImmediate } from "node:timers/promises";

/** Results in the order of the items. Rejects with the first failure. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
  atOnce = 4,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, item] of left) {
        results[index] = await task(item);
        await setImmediate();
      }
    }),
  );
  return results;
}
