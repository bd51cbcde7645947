/** Data that nobody changes after it was made, all the way down: arrays and tuples stay what they are. */
export type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
