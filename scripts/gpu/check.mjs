/**
 * What this machine's devices do with the embedded models, tried by the command line beside this file: devices, runs on each against the CPU, faults,
 * a run that is killed and resumed. Needs Node alone: no network, no root, nothing installed. Writes one JSON file and ends with 0 where a
 * device other than the CPU worked and nothing failed.
 *
 *     node check.mjs [--out result.json] [--minutes 8]
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { out: { type: "string", default: "check-gpu.json" }, minutes: { type: "string", default: "8" } },
});
const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), "check-gpu-"));
process.once("exit", () => rmSync(work, { recursive: true, force: true }));
const began = performance.now();
const end = began + 60_000 * Number(values.minutes);

const cards = [
  ...namesIn("/dev/dri").filter((name) => name.startsWith("renderD")),
  ...namesIn("/dev").filter((name) => /^nvidia\d+$|^dxg$/u.test(name)),
];
/** Without a card there can be a software driver alone: its figures are a processor's, and the larger image model takes it minutes. */
const software = process.platform === "linux" && cards.length === 0;
const models = {
  text: { name: "stories", flags: ["--reward", "length", "--particles", "8", "--steps", software ? "16" : "64"] },
  image: {
    name: software ? "tiny-pixels" : "emoji-scenes",
    flags: [
      "--reward",
      "brightness",
      "--prompt",
      "a red heart",
      "--particles",
      software ? "2" : "8",
      "--steps",
      software ? "4" : "20",
    ],
  },
};
const failed = [];

const devices = {};
const runs = [];
for (const [modality, { name, flags }] of Object.entries(models)) {
  const checked = await steer(["devices", "--model", name, "--json"]);
  if (checked.json === undefined) {
    failed.push(`devices with ${name}: ${checked.said}`);
    continue;
  }
  devices[name] = checked.json;
  const working = checked.json.devices.filter(({ reason }) => reason === undefined).map(({ device }) => device);
  const onCpu = await ran(name, "cpu", flags);
  for (const device of working.filter((one) => one !== "cpu")) {
    const one = await ran(name, device, flags);
    if (one === undefined || onCpu === undefined) continue;
    const same = compared(modality, one.json, onCpu.json);
    if (!same.agrees) failed.push(`${name} on ${device} makes something else than on the CPU: ${same.words}`);
    runs.push({
      model: name,
      device,
      ...figures(one),
      agreement: one.json.device.execution?.agreement,
      same: same.words,
      cpu: figures(onCpu),
    });
  }
}

/** The device that is taken where nobody names one. */
const auto = {};
for (const { name, flags } of Object.values(models)) {
  const one = await ran(name, "auto", flags);
  if (one !== undefined) auto[name] = one.json.device;
}

/** Flags of a run that takes no time. */
const small = ["--reward", "length", "--prompt", "ab", "--particles", "2", "--steps", "4", "--seed", "1", "--json"];
/** A driver that cannot be had is told, refused where it is named, and gone past where it is not. */
const faults = [];
if (process.platform === "linux") {
  writeFileSync(join(work, "broken.so"), "not a library");
  writeFileSync(
    join(work, "broken.json"),
    JSON.stringify({ ICD: { library_path: "./broken.so", api_version: "1.3.0" } }),
  );
  for (const [what, driver, words] of [
    ["no such Vulkan driver", join(work, "none.json"), /there is no .*none\.json/u],
    ["a Vulkan driver that is no library", join(work, "broken.json"), /broken\.so, which .* is no library/u],
  ]) {
    const environment = { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: undefined };
    const named = await steer(["run", "--model", "stories", "--device", "webgpu", ...models.text.flags], environment);
    faults.push(fault(what, named.said, named.code === 1 && words.test(named.said)));
  }
  const crashing = join(here, "drivers", "crashing.json");
  if (existsSync(crashing)) {
    const named = await steer(["run", "--model", "small", "--device", "webgpu", ...small], {
      VK_ICD_FILENAMES: crashing,
      VK_DRIVER_FILES: undefined,
    });
    faults.push(
      fault(
        "a Vulkan driver that takes its process down",
        named.said,
        named.code === 1 && /its process died/u.test(named.said),
      ),
    );
    if (runs.some(({ device }) => device === "webgpu")) faults.push(await lostDevice());
  }
  const cuda = await steer(["run", "--model", "stories", "--device", "cuda", ...models.text.flags], {
    FK_STEERING_CUDA_FOLDER: work,
  });
  faults.push(
    fault(
      "a folder without CUDA's libraries",
      cuda.said,
      cuda.code === 1 && /is not in .*: add ONNX Runtime/u.test(cuda.said),
    ),
  );
}
if (runs.some(({ device }) => device === "webgpu")) faults.push(await wrongNumbers());
failed.push(...faults.filter(({ passed }) => !passed).map(({ what, said }) => `${what}: ${said}`));

const resumed = await killedAndResumed();
if (!resumed.passed) failed.push(`a run that was killed: ${resumed.said}`);

if (runs.length === 0) failed.push("no device other than the CPU worked");
const result = {
  date: new Date().toISOString().slice(0, 10),
  versions: JSON.parse(readFileSync(join(here, "versions.json"), "utf8")),
  machine: { ...machine(), software },
  seconds: Math.round((performance.now() - began) / 1000),
  ...{ devices, runs, auto, faults, resumed, failed },
};
writeFileSync(values.out, `${JSON.stringify(result, undefined, 2)}\n`);
process.stdout.write(
  `${failed.length === 0 ? "passed" : `failed:\n- ${failed.join("\n- ")}`}\n${result.seconds} s, all of it in ${values.out}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

/** A run's result and its seconds; undefined where it failed, which is noted. */
async function ran(model, device, flags) {
  const started = performance.now();
  const one = await steer(["run", "--model", model, "--device", device, "--seed", "1", "--json", ...flags]);
  if (one.json === undefined) {
    failed.push(`${model} on ${device}: ${one.said}`);
    return undefined;
  }
  return { ...one, wall: (performance.now() - started) / 1000 };
}

function figures({ json, wall }) {
  return { seconds: rounded(wall), modelSeconds: rounded(json.seconds.model), forwardPasses: json.forwardPasses };
}

/** Texts are drawn by the same uniforms: a device's rounding may turn one of them, never many. Of images the rewards are compared. */
function compared(modality, one, other) {
  const pairs = one.particles.map((particle, n) => [particle, other.particles[n]]);
  if (modality === "text") {
    const same = pairs.filter(([a, b]) => a.text === b.text).length;
    return { agrees: same >= pairs.length / 2, words: `${same} of ${pairs.length} texts` };
  }
  const largest = Math.max(...pairs.map(([a, b]) => Math.abs(a.reward - b.reward)));
  return { agrees: largest < 0.02, words: `brightness within ${largest.toPrecision(2)}` };
}

function fault(what, said, passed) {
  return { what, said, passed };
}

/** Killed by the system in its midst, on what is taken by itself, and compared with one that was not. */
async function killedAndResumed() {
  const out = join(work, "killed.fkrun");
  const flags = [
    "run",
    "--model",
    "stories",
    "--reward",
    "length",
    "--particles",
    "4",
    "--steps",
    "200",
    "--every",
    "2",
    "--seed",
    "2",
    "--device",
    "cpu",
  ];
  const whole = await steer([...flags, "--json"]);
  const killed = await steer([...flags, "--out", out], {}, () => existsSync(out) && statSync(out).size > 60_000);
  if (killed.signal !== "SIGKILL") return { passed: false, said: `it ended before it was killed: ${killed.said}` };
  const again = await steer(["resume", out, "--json"]);
  if (whole.json === undefined || again.json === undefined) return { passed: false, said: again.said };
  const isSame = textsOf(whole.json) === textsOf(again.json);
  return { passed: isSame, said: isSame ? "it came out as it would have" : "it came out otherwise" };
}

/** A model whose float16 overflows and stays finite: a device that does so is not believed, and one that does not writes what the CPU writes. */
async function wrongNumbers() {
  const what = "a model that overflows float16 in the midst of a run";
  const run = (device) => steer(["run", "--model", "overflows", "--device", device, ...small, "--prompt", ""]);
  const found = await run("webgpu");
  if (found.code !== 0) return fault(what, found.said, /in the midst of a run .*would be wrong/u.test(found.said));
  const isSame = textsOf(found.json) === textsOf((await run("cpu")).json ?? { particles: [] });
  return fault(what, isSame ? "it does not overflow here" : "the device was believed, and writes other texts", isSame);
}

/** The device is lost in the midst of a run, as a driver between tells it: what the run had reached is kept, and comes out as it would have. */
async function lostDevice() {
  const what = "a device that is lost in the midst of a run";
  const [out, lost, driver] = [join(work, "lost.fkrun"), join(work, "lost"), vulkanDriver()];
  if (driver === undefined) return fault(what, "no Vulkan driver is described where loaders look for one", true);
  const losing = {
    VK_ICD_FILENAMES: join(here, "drivers", "losing.json"),
    VK_DRIVER_FILES: undefined,
    DRIVER: driver,
    LOST: lost,
  };
  const flags = [
    "--model",
    "small",
    "--reward",
    "length",
    "--prompt",
    "ab",
    "--particles",
    "3",
    "--every",
    "1",
    "--seed",
    "1",
    "--device",
    "webgpu",
    "--json",
  ];
  const steps = ["--steps", "400"];
  const whole = await steer(["run", ...flags, ...steps], losing);
  const cut = await steer(["run", ...flags, ...steps, "--out", out], losing, () => {
    if (existsSync(out) && statSync(out).size > 20_000) writeFileSync(lost, "");
    return false;
  });
  rmSync(lost, { force: true });
  if (cut.code === 0) return fault(what, "it ended before the device was lost", false);
  if (!/^fk-steer: The device webgpu failed .* resume /u.test(cut.said)) return fault(what, cut.said, false);
  const again = await steer(["resume", out, "--json"], losing);
  if (whole.json === undefined || again.json === undefined) return fault(what, again.said, false);
  const isSame = textsOf(whole.json) === textsOf(again.json);
  return fault(what, isSame ? cut.said : "it came out otherwise", isSame);
}

/** The library of the first Vulkan driver that a loader finds here, a card's before a processor's. */
function vulkanDriver() {
  const named = (process.env["VK_DRIVER_FILES"] || process.env["VK_ICD_FILENAMES"] || "").split(":").filter(Boolean);
  const folders = ["/etc", "/usr/local/share", "/usr/share"].map((folder) => join(folder, "vulkan", "icd.d"));
  const found =
    named.length > 0 ? named : folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  const [path] = found.toSorted((a, b) => Number(/lvp|lavapipe/u.test(a)) - Number(/lvp|lavapipe/u.test(b)));
  const library = path && /"library_path"\s*:\s*"([^"]+)"/u.exec(read(path))?.[1];
  // A name is looked up as the loader does it; what begins with a dot is relative to its description.
  return library?.startsWith(".") ? join(dirname(path), library) : library;
}

function textsOf({ particles }) {
  return JSON.stringify(particles.map(({ text, reward }) => [text, reward]));
}

/** The command line, to its end or until it is to be killed; no longer than what is left. */
function steer(args, environment = {}, isToBeKilled) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(here, "dist", "cli.mjs"), ...args, ...modelsFolder(args)], {
      cwd: work,
      env: { ...process.env, XDG_CACHE_HOME: join(work, "cache"), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, complaints] = [[], []];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => complaints.push(chunk));
    const watch = isToBeKilled && setInterval(() => isToBeKilled() && child.kill("SIGKILL"), 5);
    const left = Math.max(1000, end - performance.now());
    const late = setTimeout(() => child.kill("SIGTERM"), left);
    // What native code has stalled hears no other signal.
    const stalled = setTimeout(() => child.kill("SIGKILL"), left + 5000);
    child.once("close", (code, signal) => {
      clearInterval(watch);
      clearTimeout(late);
      clearTimeout(stalled);
      const text = Buffer.concat(out).toString();
      const lines = Buffer.concat(complaints).toString().trim().split("\n");
      const complaint = lines.find((line) => /^fk-steer: |Error/u.test(line)) ?? lines.at(-1);
      const said = performance.now() > end ? `there was no time left of ${values.minutes} minutes` : complaint;
      // What is told elsewhere of this machine has none of its paths.
      resolve({
        code,
        signal,
        said: said?.replaceAll(work, "…").replaceAll(here, "…"),
        json: code === 0 && text.startsWith("{") ? JSON.parse(text) : undefined,
      });
    });
  });
}

/** Where the models beside the embedded ones lie; a run's own file names its model's folder. */
function modelsFolder([command]) {
  return ["--models-folder", join(here, "models")].slice(0, command === "help" ? 0 : 2);
}

function machine() {
  const nvidia = namesIn("/proc/driver/nvidia/gpus").map(
    (name) => /^Model:\s*(.*)$/mu.exec(read(`/proc/driver/nvidia/gpus/${name}/information`))?.[1] ?? name,
  );
  const drm = namesIn("/sys/class/drm")
    .filter((name) => /^card\d+$/u.test(name))
    .map((name) => /^DRIVER=(.*)$/mu.exec(read(`/sys/class/drm/${name}/device/uevent`))?.[1] ?? name);
  return {
    platform: `${process.platform} ${process.arch}`,
    processor: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    cards: nvidia.length > 0 ? nvidia : drm,
    driver: read("/proc/driver/nvidia/version").split("\n")[0],
    named: ["VK_ICD_FILENAMES", "VK_DRIVER_FILES", "FK_STEERING_CUDA_FOLDER"].filter((name) => process.env[name]),
  };
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function rounded(seconds) {
  return Math.round(100 * seconds) / 100;
}
