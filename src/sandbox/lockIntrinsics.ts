/**
 * Keeps a reward from changing what the link to the engine is built on. A reward that tries gets a TypeError at its
 * own line. What programs do change for themselves (their errors, their classes, their functions) stays free: an object
 * that inherits from a locked one takes a property of the same name as its own, as it does where nothing is locked.
 */

const { defineProperty } = Reflect;

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
  for (const name of ["call", "apply", "bind"]) lockProperty(Function.prototype, name);
  Reflect.defineProperty(Error, Symbol.hasInstance, {
    value: Function.prototype[Symbol.hasInstance],
    writable: true,
    configurable: true,
  });
  lockProperty(Error, Symbol.hasInstance);
  for (const name of bound) {
    Reflect.defineProperty(globalThis, name, { writable: false, configurable: false });
  }
  // Nothing can be added to every object of the process; what is there can still be overridden by each object.
  Object.preventExtensions(Object.prototype);
}

/** `constructor` stays writable: older class code assigns it on objects that inherit from these. */
function lock(object: object): void {
  for (const name of Reflect.ownKeys(object)) if (name !== "constructor") lockProperty(object, name);
  Object.preventExtensions(object);
}

/**
 * A property that is merely not writable cannot be assigned on what inherits it either (`list.map = …`, `f.bind = …`).
 * So it becomes an accessor, which refuses its own object and gives every other one a property of its own.
 */
function lockProperty(object: object, name: PropertyKey): void {
  const property = Reflect.getOwnPropertyDescriptor(object, name);
  if (property?.configurable !== true) return;
  if (property.writable !== true) {
    Reflect.defineProperty(object, name, { configurable: false });
    return;
  }
  const { value, enumerable } = property as { readonly value: unknown; readonly enumerable: boolean };
  Reflect.defineProperty(object, name, {
    enumerable,
    configurable: false,
    get: () => value,
    set(this: object, own: unknown) {
      const free = { value: own, writable: true, enumerable: true, configurable: true };
      if (this === object || !defineProperty(this, name, free)) {
        throw new TypeError(
          `Cannot assign to read only property '${String(name)}': what all of a program uses is locked`,
        );
      }
    },
  });
}
