/** Results of `npm run check:gpu` as a table for the README. Pure. */

const [opening, closing] = ["<!-- check:gpu -->", "<!-- /check:gpu -->"];

/** The page with the table of the results in its place. */
export function withTable(page, results) {
  const [start, end] = [page.indexOf(opening), page.indexOf(closing)];
  if (start < 0 || end < start) throw new Error(`There is no ${opening} … ${closing} on the page.`);
  return `${page.slice(0, start + opening.length)}\n\n${tableOf(results)}\n\n${page.slice(end)}`;
}

function tableOf(results) {
  const rows = results.flatMap(({ date, machine, runs, devices }) =>
    runs.map(({ model, device, seconds, agreement, same, cpu }) => {
      const call = (name) => {
        const { milliseconds } = devices[model].devices.find((one) => one.device === name) ?? {};
        return milliseconds === undefined ? "" : `${milliseconds.toFixed(1)} ms`;
      };
      const where = machine.software ? "software Vulkan (a processor's figures)" : machine.cards.join(", ");
      const within = agreement === undefined ? "" : agreement.toPrecision(1);
      return [where, model, device, call(device), call("cpu"), `${seconds} s`, `${cpu.seconds} s`, within, same, date];
    }),
  );
  const head = ["machine", "model", "device", "a call", "on its CPU", "a run", "on its CPU", "within", "same", "date"];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
