/** `node test/bench/openRun.ts RUN`: opens a run as an editor does, in a process of its own, and tells in JSON what it took. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { viewsOfDocument } from "../../src/report/documentView.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { shownStep } from "../../src/runfile/shownStep.ts";

const [path = ""] = process.argv.slice(2);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const started = performance.now();
await using document = await openRunDocument(path);
const views = viewsOfDocument(document);
await views.next();
const milliseconds = performance.now() - started;
for await (const _ of views);
const whole = performance.now() - started;
const between = performance.now();
const steps = Math.min(32, document.stepCount);
for (let i = 0; i < steps; i += 1)
  await shownStep(document, await document.step(Math.floor((i * document.stepCount) / steps)));
const step = (performance.now() - between) / Math.max(1, steps);
process.stdout.write(
  JSON.stringify({
    milliseconds,
    whole,
    step,
    turn: delay.max / 1e6,
    memory: process.resourceUsage().maxRSS / 1024,
  }),
);
