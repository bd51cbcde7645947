/**
 * Keeps a reward from changing what the link to the engine is built on. A reward that tries gets a TypeError at its
 * own line. What programs do change for themselves (their errors, their classes, their functions) stays free.
 */

/** Locked as they are: nothing can be put on them, replaced or taken away. */
function locked(): readonly object[] {
  const iterators = [[][Symbol.iterator](), new Map().entries(), new Set().values()].map(
    (it) => Object.getPrototypeOf(it) as object,
  );
  const collections = [Array, Map, Set, WeakMap, WeakSet, Promise].flatMap((type) => [type, type.prototype as object]);
  return [
    ...collections,
    ...iterators,
    ...iterators.map((it) => Object.getPrototypeOf(it) as object),
    Object,
    Reflect,
    JSON,
    Symbol,
  ];
}

/** Names that the link speaks by: they go on meaning what they mean. */
const bound = [
  ...["Array", "Map", "Set", "WeakMap", "WeakSet", "Promise", "Object", "Reflect", "JSON", "Symbol", "Error", "String"],
  ...["AbortController", "setTimeout", "clearTimeout", "setImmediate", "structuredClone"],
];

export function lockIntrinsics(): void {
  for (const object of locked()) lock(object);
  for (const name of ["call", "apply", "bind", Symbol.hasInstance] as const) {
    Reflect.defineProperty(Function.prototype, name, { writable: false, configurable: false });
  }
  Reflect.defineProperty(Error, Symbol.hasInstance, { value: Function.prototype[Symbol.hasInstance] });
  for (const name of bound) {
    Reflect.defineProperty(globalThis, name, { writable: false, configurable: false });
  }
  // Nothing can be added to every object of the process; what is there can still be overridden by each object.
  Object.preventExtensions(Object.prototype);
}

/** `constructor` stays writable: older class code assigns it on objects that inherit from these. */
function lock(object: object): void {
  for (const name of Reflect.ownKeys(object)) {
    const property = Reflect.getOwnPropertyDescriptor(object, name);
    if (name === "constructor" || property?.configurable !== true) continue;
    Reflect.defineProperty(object, name, {
      configurable: false,
      ...("value" in property ? { writable: false } : {}),
    });
  }
  Object.preventExtensions(object);
}
