/** What was made for a key, kept for the keys that were asked for latest. Pure. */

/** `make`, called anew only for keys that are not among the `most` latest. */
export function keepLatest<Key, Value>(most: number, make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.has(key) ? (made.get(key) as Value) : make(key);
    // Again at the end: the first is the one that was used longest ago.
    made.delete(key);
    made.set(key, value);
    if (made.size > most) made.delete(made.keys().next().value as Key);
    return value;
  };
}
