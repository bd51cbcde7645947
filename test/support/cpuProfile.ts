/** A profile as V8 takes it: what ran at each look. Knows no process. */

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  /** Microseconds of a clock that never goes back. */
  readonly startTime: number;
  /** The node at each look, and the microseconds since the look before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * How long code of some addresses ran between two times (microseconds), itself or in what it called, in which function most, and how long anything ran. By the
 * clock: where others had the processor, too.
 */
export function millisecondsOf(
  profile: CpuProfile,
  from: number,
  to: number,
  isOwn: (url: string) => boolean,
): { readonly milliseconds: number; readonly where: string; readonly busy: number } {
  const idle = profile.nodes.find(({ callFrame }) => callFrame.functionName === "(idle)")?.id;
  let busy = 0;
  const owners = ownersOf(profile, isOwn);
  const spent = new Map<string, number>();
  let time = profile.startTime;
  for (const [i, sample] of profile.samples.entries()) {
    const began = time;
    time += profile.timeDeltas[i]!;
    const within = Math.min(time, to) - Math.max(began, from);
    if (within <= 0 || sample === idle) continue;
    busy += within / 1000;
    const owner = owners.get(sample);
    if (owner !== undefined) spent.set(owner, (spent.get(owner) ?? 0) + within / 1000);
  }
  const all = [...spent].toSorted(([, a], [, b]) => b - a);
  return { milliseconds: all.reduce((sum, [, each]) => sum + each, 0), where: all[0]?.[0] ?? "", busy };
}

const known = new WeakMap<CpuProfile, ReadonlyMap<number, string>>();

/** By node: the innermost function of such an address that it is, or is called by. */
function ownersOf(profile: CpuProfile, isOwn: (url: string) => boolean): ReadonlyMap<number, string> {
  const before = known.get(profile);
  if (before !== undefined) return before;
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const ownerOf = (id: number | undefined): string | undefined => {
    const node = id === undefined ? undefined : nodes.get(id);
    if (node === undefined) return undefined;
    const { functionName, url, lineNumber } = node.callFrame;
    return isOwn(url) ? `${functionName} ${url.split("/").at(-1)}:${lineNumber + 1}` : ownerOf(parents.get(node.id));
  };
  const owners = new Map(
    profile.nodes.flatMap(({ id }) => {
      const owner = ownerOf(id);
      return owner === undefined ? [] : [[id, owner] as const];
    }),
  );
  known.set(profile, owners);
  return owners;
}
