/**
 * Keeps a reward from changing what the link to the engine is built on. A reward that tries gets a TypeError at its
 * own line. What programs do change for themselves (their errors, their classes, their functions) stays free: an object
 * that inherits from a locked one takes a property of the same name as its own, as it does where nothing is locked. So
 * do names that nobody here speaks by, which polyfills bring (`proposedNames.ts`).
 */
import { proposedNames } from "./proposedNames.ts";

const { defineProperty, getOwnPropertyDescriptor } = Reflect;

const constructors = [Array, Map, Set, WeakMap, WeakSet, Promise];

/** Nothing can be put on them, replaced or taken away: what inherits from them would have it, too. */
function inheritedFrom(): readonly object[] {
  const iterators = [[][Symbol.iterator](), new Map().entries(), new Set().values()].map(
    (it) => Object.getPrototypeOf(it) as object,
  );
  return [
    ...constructors.map((type) => type.prototype as object),
    ...iterators,
    ...iterators.map((it) => Object.getPrototypeOf(it) as object),
  ];
}

/** What they have stays as it is; what a program adds is asked for by nobody else. */
const asked: readonly object[] = [...constructors, Object, Reflect, JSON, Symbol];

/** Names that the link speaks by: they go on meaning what they mean. */
const bound = [
  ...["Array", "Map", "Set", "WeakMap", "WeakSet", "Promise", "Object", "Reflect", "JSON", "Symbol", "Error", "String"],
  ...["AbortController", "setTimeout", "clearTimeout", "setImmediate"],
];

export function lockIntrinsics(): void {
  leaveProposedNames();
  for (const type of [...constructors, Object, Symbol, Error]) lockKind(type);
  for (const object of asked) lock(object);
  for (const object of inheritedFrom()) {
    lock(object);
    Object.preventExtensions(object);
  }
  for (const name of ["call", "apply", "bind"]) lockProperty(Function.prototype, name);
  for (const name of bound) {
    // Some are made once they are asked for: a getter that is locked unread would leave undefined.
    const value = Reflect.get(globalThis, name) as unknown;
    Reflect.defineProperty(globalThis, name, { value, writable: false, configurable: false });
  }
  // Nothing can be added to every object of the process; what is there can still be overridden by each object.
  Object.preventExtensions(Object.prototype);
}

/** What counts as one of a kind would otherwise be anybody's to say: `instanceof` asks for it where it is not. */
function lockKind(type: object): void {
  defineProperty(type, Symbol.hasInstance, {
    value: Function.prototype[Symbol.hasInstance],
    writable: true,
    configurable: true,
  });
  lockProperty(type, Symbol.hasInstance);
}

/** `constructor` stays writable: older class code assigns it on objects that inherit from these. */
function lock(object: object): void {
  for (const name of Reflect.ownKeys(object)) if (name !== "constructor") lockProperty(object, name);
}

/**
 * A property that is merely not writable cannot be assigned on what inherits it either (`list.map = …`, `f.bind = …`).
 * So it becomes an accessor, which refuses its own object and gives every other one a property of its own.
 */
function lockProperty(object: object, name: PropertyKey): void {
  const property = getOwnPropertyDescriptor(object, name);
  if (property?.configurable !== true) return;
  if (property.writable !== true) {
    defineProperty(object, name, { configurable: false });
    return;
  }
  const { value, enumerable } = property as { readonly value: unknown; readonly enumerable: boolean };
  defineProperty(object, name, {
    enumerable,
    configurable: false,
    get: () => value,
    set(this: object, own: unknown) {
      if (this === object || !ownProperty(this, name, own)) {
        throw new TypeError(
          `Cannot assign to read only property '${String(name)}': what all of a program uses is locked`,
        );
      }
    },
  });
}

function ownProperty(object: object, name: PropertyKey, value: unknown): boolean {
  return defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * An object that takes no new name has places for the proposed ones beforehand, which are written by assignment and by
 * `defineProperty`. That a place was there shows by `in` alone: what has not been written is undefined.
 */
function leaveProposedNames(): void {
  const places = new Map<object, ReadonlyMap<PropertyKey, Place>>();
  for (const [object, names] of proposedNames) {
    places.set(object, new Map(names.map((name) => [name, leavePlace(object, name)])));
  }
  for (const holder of [Object, Reflect]) {
    const define = holder.defineProperty as (object: object, name: PropertyKey, wanted: PropertyDescriptor) => unknown;
    const defineInPlace = (object: object, name: PropertyKey, wanted: PropertyDescriptor): unknown => {
      const place = places.get(object)?.get(name);
      if (place === undefined) return define(object, name, wanted);
      place.holds = { ...wanted };
      return holder === Object ? object : true;
    };
    // Bound, so that its text says "native code": libraries look.
    defineProperty(holder, "defineProperty", { value: defineInPlace.bind(undefined) });
  }
}

interface Place {
  holds: { readonly value?: unknown; readonly get?: () => unknown; readonly set?: (value: unknown) => void };
}

function leavePlace(object: object, name: PropertyKey): Place {
  const place: Place = { holds: getOwnPropertyDescriptor(object, name) ?? {} };
  defineProperty(object, name, {
    enumerable: false,
    configurable: false,
    get(this: unknown) {
      const { get, value } = place.holds;
      return get === undefined ? value : Reflect.apply(get, this, []);
    },
    set(this: object, own: unknown) {
      const { set } = place.holds;
      if (set !== undefined) Reflect.apply(set, this, [own]);
      else if (this === object) place.holds = { value: own };
      else if (!ownProperty(this, name, own)) throw new TypeError(`Cannot assign to property '${String(name)}'`);
    },
  });
  return place;
}
