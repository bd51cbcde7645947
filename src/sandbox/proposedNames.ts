/**
 * Names that what all of a program uses may get, or get anew, though it is locked: of JavaScript's proposals, and of what came
 * into it so lately that polyfills replace what there is. The link to the engine speaks by none of them, nor does Node.
 * From core-js 3.51, which brings them all; names of objects that nothing inherits from need no list (`lockIntrinsics.ts`).
 */
const iterators = "asIndexedPairs chunks drop flatMap includes indexed join sliding take toAsync windows".split(" ");
const weak = "addAll deleteAll emplace getOrInsert getOrInsertComputed upsert".split(" ");
const keyed =
  "every filter find findKey includes join keyOf map mapKeys mapValues merge reduce some update updateOrInsert".split(
    " ",
  );
const sets = "difference intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union".split(" ");
const lists = "filterOut filterReject group groupBy groupByToMap groupToMap lastIndex lastItem uniqueBy".split(" ");

/** By the object that has them. */
export const proposedNames: ReadonlyMap<object, readonly string[]> = new Map<object, readonly string[]>([
  [Array.prototype, lists],
  [Map.prototype, [...weak, ...keyed]],
  [Set.prototype, [...weak, ...keyed, ...sets]],
  [WeakMap.prototype, weak],
  [WeakSet.prototype, weak],
  [Promise, ["try"]],
  [Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object, iterators],
]);
