/** `node gpuFaults.ts FOLDER`: what `npm run check:gpu` puts into its bundle to be tried on a GPU: models and, with a C compiler, Vulkan drivers that fail. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeModel } from "../unit/runtime/modelFixture.ts";
import { normGraph } from "../unit/runtime/normGraph.ts";
import { hasCompiler } from "./hasCompiler.ts";
import { writeVulkanDriver } from "./vulkanDrivers.ts";

const [into] = process.argv.slice(2) as [string];
const models = join(into, "models");
// The first token of every text, which no made-up state has at its place.
await writeModel(models, { name: "overflows", graph: normGraph({ precision: "float16", massive: 0 }) });
await writeModel(models, { name: "small", graph: normGraph({ precision: "float32" }) });
if (process.platform === "linux" && hasCompiler()) {
  const drivers = join(into, "drivers");
  mkdirSync(drivers, { recursive: true });
  writeVulkanDriver(drivers, "crashing");
  writeVulkanDriver(drivers, "losing");
}
