/**
 * Software Vulkan (Mesa's lavapipe) for tests of the WebGPU provider on machines without a GPU: taken from the archive that this machine's
 * own apt names, without root, and unpacked into .cache/vulkan. Where it cannot be had, tests that need it are skipped and tell why.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "./paths.mjs";
import { Failure, runQuietly, which } from "./process.mjs";

const folder = join(cache, "vulkan");
const outcome = join(folder, "outcome.json");
/** Debian 12's own Mesa is too old for ONNX Runtime's WebGPU; its backports' is not. */
const release = "bookworm";
const backports = `${release}-backports`;
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const driver = "libvulkan_lvp.so";
const newer = ["mesa-vulkan-drivers", "libdrm2", "libdrm-amdgpu1"];

/** The step of a set-up that makes it ready. It never fails: what is missing is told by `softwareVulkan`. */
export const softwareVulkanStep = {
  title: "Fetching software Vulkan (Mesa)",
  needed: () => softwareVulkan().environment === undefined,
  async run() {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(outcome, JSON.stringify({ libraries: await fetchDriver() }));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const absent = error.message;
      writeFileSync(outcome, JSON.stringify({ absent }));
      process.stderr.write(`      Tests of WebGPU on it will be skipped: ${absent}\n`);
    }
  },
};

/** Whether this machine shows a card of its own, as far as it can be told without trying. */
export function mayHaveCard() {
  return process.platform !== "linux" || ["/dev/dri", "/dev/nvidiactl", "/dev/dxg"].some((path) => existsSync(path));
}

/** What a process needs in its environment to find no other Vulkan than this, or why there is none. */
export function softwareVulkan() {
  if (!existsSync(outcome)) return { absent: "software Vulkan was not fetched yet; `npm test -- engine` does it" };
  const { absent, libraries } = JSON.parse(readFileSync(outcome, "utf8"));
  if (absent !== undefined) return { absent };
  return {
    environment: {
      VK_ICD_FILENAMES: join(folder, "usr/share/vulkan/icd.d/lvp_icd.json"),
      LD_LIBRARY_PATH: join(folder, libraries),
      XDG_RUNTIME_DIR: folder,
      // Compiling shaders takes most of the time of a small model's first run.
      MESA_SHADER_CACHE_DIR: join(folder, "shaders"),
    },
  };
}

/** The folder of shared libraries in its own. */
async function fetchDriver() {
  if (process.platform !== "linux")
    throw new Failure("software Vulkan is taken from Debian's archive, and this is no Linux");
  const missing = ["apt-get", "dpkg-deb", "ldd"].find((program) => which(program) === undefined);
  if (missing !== undefined)
    throw new Failure(`software Vulkan is taken from Debian's archive, and there is no ${missing}`);
  const system = readFileSync("/etc/os-release", "utf8");
  if (!new RegExp(`^VERSION_CODENAME=${release}$`, "mu").test(system)) {
    const [, name = "another system"] = /^PRETTY_NAME="?([^"\n]*)/mu.exec(system) ?? [];
    throw new Failure(`software Vulkan is known of Debian 12's archive alone, and this is ${name}`);
  }
  const options = await privateApt();
  await told("its list of packages could not be fetched", "apt-get", [...options, "update"]);
  await fetchPackages(options);
  for (const name of ["lists", "archives", "packages"]) rmSync(join(folder, name), { recursive: true });
  const libraries = librariesUnpacked();
  const own = join(folder, libraries);
  const linked = await runQuietly("ldd", [join(own, driver)], { env: { ...process.env, LD_LIBRARY_PATH: own } });
  const [, lacking] = /^\s*(\S+) => not found$/mu.exec(linked) ?? [];
  if (lacking !== undefined) throw new Failure(`software Vulkan needs ${lacking}, which is not installed`);
  return libraries;
}

/** Options of an apt that has lists and archives of its own, and no other source than this machine's archive of the release. */
async function privateApt() {
  const targets = await runQuietly("apt-get", [
    ...["indextargets", "--no-release-info", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"],
  ]);
  const archive = targets
    .split("\n")
    .map((line) => line.split(" "))
    .find(([suite, component]) => suite === release && component === "main")
    ?.at(2);
  if (archive === undefined) throw new Failure(`this machine's apt names no archive of Debian ${release}`);
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
  const sources = join(folder, "sources.list");
  writeFileSync(sources, [release, backports].map((suite) => `deb ${signed}${archive} ${suite} main\n`).join(""));
  for (const name of ["lists", "archives"]) mkdirSync(join(folder, name, "partial"), { recursive: true });
  const settings = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::State::lists": join(folder, "lists"),
    "Dir::Cache": folder,
    "Debug::NoLocking": "1",
    // Where root runs this, apt's own user may not write here.
    "APT::Sandbox::User": "root",
    "Acquire::http::Timeout": "20",
    "Acquire::Retries": "1",
    "APT::Update::Error-Mode": "any",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** The driver, and whatever it needs that is not installed here. */
async function fetchPackages(options) {
  const packages = join(folder, "packages");
  mkdirSync(packages);
  const asked = new Set([...newer, "libvulkan1"]);
  let wanted = [...newer.map((name) => `${name}/${backports}`), "libvulkan1"];
  while (wanted.length > 0) {
    const before = new Set(readdirSync(packages));
    await told("its packages could not be fetched", "apt-get", [...options, "-q", "download", ...wanted], packages);
    wanted = [];
    for (const file of readdirSync(packages).filter((name) => !before.has(name))) {
      await runQuietly("dpkg-deb", ["-x", join(packages, file), folder]);
      const needs = await runQuietly("dpkg-deb", ["-f", join(packages, file), "Depends"]);
      for (const name of needs.split(",").map((need) => need.trim().split(/[\s:|(]/u)[0])) {
        if (name === "" || asked.has(name) || (await isInstalled(name))) continue;
        asked.add(name);
        wanted.push(name);
      }
    }
  }
}

async function isInstalled(name) {
  const status = await runQuietly("dpkg-query", ["-W", "-f", "${db:Status-Status} ", name]).catch(() => "");
  return status.includes("installed ") && !status.includes("not-installed");
}

/** It has the name of the machine's architecture. */
function librariesUnpacked() {
  const all = join("usr", "lib");
  const name = readdirSync(join(folder, all)).find((one) => existsSync(join(folder, all, one, driver)));
  if (name === undefined)
    throw new Failure("Debian's package mesa-vulkan-drivers has no software driver for this machine");
  return join(all, name);
}

/** Runs a program whose failure is told in one sentence, by its own first complaint. */
async function told(what, program, args, cwd) {
  try {
    await runQuietly(program, args, { cwd, env: { ...process.env, LC_ALL: "C" } });
  } catch (error) {
    const complaint = /^[EW]: (.*)$/mu.exec(error.message)?.[1] ?? `${program} failed`;
    throw new Failure(`software Vulkan is taken from Debian's archive, and ${what} (${complaint.trim()})`);
  }
}
