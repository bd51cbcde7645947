/**
 * The environment of a process that runs models: on Linux glibc asks for huge pages, so that the weights and what lies between layers
 * cost a page fault a 2 MiB and not a 4 KiB. glibc reads it as a process begins, and not later. Runs on Node 20.
 */
export function withHugePages(env, platform = process.platform) {
  const { GLIBC_TUNABLES: own = "" } = env;
  // Who has decided about it keeps that.
  if (platform !== "linux" || own.includes("glibc.malloc.hugetlb")) return env;
  return { ...env, GLIBC_TUNABLES: `${own === "" ? "" : `${own}:`}glibc.malloc.hugetlb=1` };
}
