/** What a new reward may be called. Pure. */

const suffix = ".reward.ts";
const longest = 60;

/** The name without what need not be typed. */
export function cleanName(typed: string): string {
  const name = typed.trim();
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/** Why it cannot be a reward's name, in one sentence; undefined: it can. */
export function nameProblem(typed: string, taken: (name: string) => boolean): string | undefined {
  const name = cleanName(typed);
  if (name === "") return "A reward needs a name, such as cheerful.";
  if (name.length > longest) return `A name has at most ${longest} characters; this one has ${name.length}.`;
  if (!/^[A-Za-z][\w-]*$/.test(name)) {
    return "A name begins with a letter and has only letters, digits, - and _: it becomes the file's name.";
  }
  return taken(name) ? `rewards/${name}${suffix} exists already. Choose another name.` : undefined;
}
