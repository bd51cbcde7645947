/** What a package.json's `exports` and `imports` name, by Node's rules for both (nodejs.org/api/packages.html). Pure. */
import { isRecord } from "./manifest.ts";

/** A target in the package's folder; or that the name is not among them; or the conditions under which alone it is. */
export type Exported =
  | { readonly kind: "target"; readonly target: string }
  | { readonly kind: "unnamed" }
  | { readonly kind: "conditions"; readonly conditions: readonly string[] };

/** For people's eyes, not for programs. */
const ignored = new Set(["types", "typings"]);

/**
 * @param name "." or "./sub/path" of `exports`, "#name" of `imports`
 * @param accepts the conditions that hold; without, any that leads to code
 */
export function exportedBy(table: unknown, name: string, accepts?: ReadonlySet<string>): Exported {
  const entries = isRecord(table) && Object.keys(table).some((key) => /^[.#]/u.test(key)) ? table : { ".": table };
  const [key, part] = matching(Object.keys(entries), name) ?? [];
  if (key === undefined || entries[key] === null) return { kind: "unnamed" };
  const conditions = new Set<string>();
  const target = targetOf(entries[key], accepts, conditions, 0);
  if (target === undefined) return { kind: "conditions", conditions: [...conditions] };
  return { kind: "target", target: target.replaceAll("*", () => part ?? "") };
}

/** The key that is the name, else the longest pattern that it fits, and what stands for its star. */
function matching(keys: readonly string[], name: string): readonly [string, string] | undefined {
  if (keys.includes(name) && !name.includes("*")) return [name, ""];
  const patterns = keys.flatMap((key) => {
    const [before, after, more] = key.split("*");
    if (before === undefined || after === undefined || more !== undefined) return [];
    const fits = name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length;
    return fits ? [[key, name.slice(before.length, name.length - after.length)] as const] : [];
  });
  return patterns.toSorted(([a], [b]) => b.indexOf("*") - a.indexOf("*"))[0];
}

const deepest = 20;

function targetOf(
  value: unknown,
  accepts: ReadonlySet<string> | undefined,
  seen: Set<string>,
  depth: number,
): string | undefined {
  if (depth > deepest) return undefined;
  if (typeof value === "string") return /\.d\.[cm]?ts$/u.test(value) ? undefined : value;
  if (Array.isArray(value)) {
    for (const one of value) {
      const target = targetOf(one, accepts, seen, depth + 1);
      if (target !== undefined) return target;
    }
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  for (const [condition, then] of Object.entries(value)) {
    if (ignored.has(condition)) continue;
    seen.add(condition);
    if (accepts !== undefined && !accepts.has(condition)) continue;
    const target = targetOf(then, accepts, seen, depth + 1);
    if (target !== undefined) return target;
  }
  return undefined;
}
