/** What is opened when it is first asked for, and kept for the life of the engine. */

/** `open`, called once for each path; again where it failed, for another try may find what was missing. */
export function openedOnce<Opened>(open: (path: string) => Promise<Opened>): (path: string) => Promise<Opened> {
  const opened = new Map<string, Promise<Opened>>();
  return (path) => {
    const before = opened.get(path);
    if (before !== undefined) return before;
    const opening = open(path);
    opened.set(path, opening);
    opening.catch(() => opened.delete(path));
    return opening;
  };
}
