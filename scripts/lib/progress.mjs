/**
 * Says on stderr what is being done. Stdout belongs to results.
 * Only steps that have something to do are counted and shown, so a second start is silent.
 */

/**
 * @param {{ title: string, needed?: () => boolean | Promise<boolean>, run: () => unknown }[]} steps
 */
export async function runSteps(steps) {
  const due = [];
  for (const step of steps) {
    if (step.needed === undefined || (await step.needed())) due.push(step);
  }
  for (const [index, step] of due.entries()) {
    process.stderr.write(`[${index + 1}/${due.length}] ${step.title}…\n`);
    const started = performance.now();
    await step.run();
    const seconds = (performance.now() - started) / 1000;
    if (seconds > 5) process.stderr.write(`      done in ${seconds.toFixed(0)} s\n`);
  }
}
