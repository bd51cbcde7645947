/** What a reward file is called. Pure. */

/** `/w/rewards/cheerful.reward.ts` → `cheerful` */
export function rewardNameOf(path: string): string {
  const file = path.split(/[/\\]/u).at(-1) ?? path;
  return file.replace(/(?:\.reward)?\.[cm]?[jt]sx?$/u, "") || file;
}
