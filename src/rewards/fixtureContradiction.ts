/** Finds fixtures that no reward could meet together. Pure. */
import type { RewardFixture, RewardParameters } from "./reward.ts";

/** A bound on a text's score, and the fixtures (from 1) that it follows from. */
interface Bound {
  readonly value: number;
  readonly from: readonly number[];
}

interface Order {
  readonly better: string;
  readonly worse: string;
  readonly number: number;
}

/** The numbers (from 1) of fixtures that contradict one another, rising; undefined: some scores meet all of them. */
export function contradiction(
  fixtures: readonly RewardFixture[],
  parameters: RewardParameters,
): readonly number[] | undefined {
  const defaults = Object.fromEntries(Object.entries(parameters).map(([key, declared]) => [key, declared.default]));
  /** The same text scores the same, under the same prompt and parameters; these are always in the order of the defaults. */
  const key = (text: string, { prompt = "", parameters: chosen = {} }: RewardFixture): string =>
    JSON.stringify([text, prompt, { ...defaults, ...chosen }]);
  const orders: Order[] = [];
  const low = new Map<string, Bound>();
  const high = new Map<string, Bound>();
  for (const [index, fixture] of fixtures.entries()) {
    const number = index + 1;
    if ("better" in fixture) {
      orders.push({ better: key(fixture.better, fixture), worse: key(fixture.worse, fixture), number });
      continue;
    }
    const text = key(fixture.text, fixture);
    if (fixture.min !== undefined) raise(low, text, { value: fixture.min, from: [number] });
    if (fixture.max !== undefined) lower(high, text, { value: fixture.max, from: [number] });
  }
  return circle(orders) ?? crossing(orders, low, high);
}

/** Texts each better than the next, and the last better than the first. */
function circle(orders: readonly Order[]): number[] | undefined {
  const below = Map.groupBy(orders, ({ better }) => better);
  const done = new Set<string>();
  const search = (text: string, path: readonly Order[]): number[] | undefined => {
    const start = path.findIndex(({ better }) => better === text);
    if (start >= 0) return numbers(path.slice(start).map(({ number }) => number));
    if (done.has(text)) return undefined;
    for (const order of below.get(text) ?? []) {
      const found = search(order.worse, [...path, order]);
      if (found !== undefined) return found;
    }
    done.add(text);
    return undefined;
  };
  for (const { better } of orders) {
    const found = search(better, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Bounds carried along the orders until nothing moves; orders without a circle end after as many rounds as there are. */
function crossing(
  orders: readonly Order[],
  low: Map<string, Bound>,
  high: Map<string, Bound>,
): readonly number[] | undefined {
  for (let moved = true; moved;) {
    moved = false;
    for (const { better, worse, number } of orders) {
      const [floor, ceiling] = [low.get(worse), high.get(better)];
      if (floor !== undefined && raise(low, better, carried(floor, number))) moved = true;
      if (ceiling !== undefined && lower(high, worse, carried(ceiling, number))) moved = true;
    }
  }
  for (const [text, floor] of low) {
    const ceiling = high.get(text);
    if (ceiling !== undefined && floor.value > ceiling.value) return numbers([...floor.from, ...ceiling.from]);
  }
  // A better text has to be above the worse one, not level with it; and nothing is below −∞.
  for (const { better, worse, number } of orders) {
    const [floor, ceiling] = [low.get(worse), high.get(better)];
    if (ceiling !== undefined && (floor?.value ?? -Infinity) >= ceiling.value) {
      return numbers([...(floor?.from ?? []), number, ...ceiling.from]);
    }
  }
  return undefined;
}

function carried({ value, from }: Bound, number: number): Bound {
  return { value, from: [...from, number] };
}

function raise(bounds: Map<string, Bound>, text: string, bound: Bound): boolean {
  if (bound.value <= (bounds.get(text)?.value ?? -Infinity)) return false;
  bounds.set(text, bound);
  return true;
}

function lower(bounds: Map<string, Bound>, text: string, bound: Bound): boolean {
  if (bound.value >= (bounds.get(text)?.value ?? Infinity)) return false;
  bounds.set(text, bound);
  return true;
}

function numbers(all: readonly number[]): number[] {
  return [...new Set(all)].toSorted((a, b) => a - b);
}
