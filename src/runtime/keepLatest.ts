/** What was made for a key, kept for the keys that were asked for latest. Pure. */

export interface LatestKept<Key, Value> {
  has(key: Key): boolean;
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  /** Unless another value has taken its place. */
  forget(key: Key, value: Value): void;
}

/** Values of the `most` keys that were set or got latest. */
export function latestKept<Key, Value>(most: number): LatestKept<Key, Value> {
  const kept = new Map<Key, Value>();
  const put = (key: Key, value: Value): void => {
    // Again at the end: the first is the one that was used longest ago.
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > most) kept.delete(kept.keys().next().value as Key);
  };
  return {
    has: (key) => kept.has(key),
    get(key) {
      const value = kept.get(key);
      if (kept.has(key)) put(key, value as Value);
      return value;
    },
    set: put,
    forget(key, value) {
      if (kept.get(key) === value) kept.delete(key);
    },
  };
}

/** `make`, called anew only for keys that are not among the `most` latest. */
export function keepLatest<Key, Value>(most: number, make: (key: Key) => Value): (key: Key) => Value {
  const made = latestKept<Key, Value>(most);
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Value;
  };
}

/** The same of what takes a while: whoever asks meanwhile waits for the same, and what failed is made anew, as a device may have had no memory just then. */
export function keepLatestMade<Key, Value>(
  most: number,
  make: (key: Key) => Promise<Value>,
): (key: Key) => Promise<Value> {
  const made = latestKept<Key, Promise<Value>>(most);
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    value.catch(() => made.forget(key, value));
    return value;
  };
}
