/** Built-in rewards that had another name: what was kept or written under it means the same reward. Pure. */

const formerNames: ReadonlyMap<string, string> = new Map([["sentiment-lexicon", "sentiment"]]);
const namesNow: ReadonlyMap<string, string> = new Map([...formerNames].map(([now, former]) => [former, now]));

/** The name of a built-in reward, whichever of its names was given. */
export function builtinName(name: string): string {
  return namesNow.get(name) ?? name;
}

/** The name by which a built-in reward was first known, under which its versions are told apart. */
export function firstName(name: string): string {
  return formerNames.get(name) ?? name;
}
