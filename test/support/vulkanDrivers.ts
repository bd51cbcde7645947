/** Vulkan drivers that fail, for tests of what is done about it: small native libraries, made where there is a C compiler. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Takes the process down as soon as it is asked for anything. */
const crashing = `
#include <stdio.h>
#include <stdlib.h>
int vk_icdNegotiateLoaderICDInterfaceVersion(unsigned *version) { fprintf(stderr, "driver fault\\n"); abort(); }
void *vk_icdGetInstanceProcAddr(void *instance, const char *name) { abort(); }`;

/** Hands everything on to the driver that DRIVER names, and has lost the device while there is a file LOST. */
const losing = `
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
typedef void (*function)(void);
typedef function (*lookup)(void *, const char *);
typedef int32_t (*submission)(void *, uint32_t, const void *, uint64_t);
static lookup devices;
static submission submit;
static void *ours(const char *name) {
  static void *library;
  if (!library) library = dlopen(getenv("DRIVER"), RTLD_NOW);
  return library ? dlsym(library, name) : 0;
}
static int32_t submitUnlessLost(void *queue, uint32_t count, const void *work, uint64_t fence) {
  return access(getenv("LOST"), F_OK) == 0 ? -4 : submit(queue, count, work, fence);
}
static function ofDevice(void *device, const char *name) {
  function found = devices(device, name);
  if (!found || strcmp(name, "vkQueueSubmit")) return found;
  submit = (submission)found;
  return (function)submitUnlessLost;
}
int32_t vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  int32_t (*negotiate)(uint32_t *) = (int32_t (*)(uint32_t *))ours("vk_icdNegotiateLoaderICDInterfaceVersion");
  return negotiate ? negotiate(version) : -9;
}
function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  lookup own = (lookup)ours("vk_icdGetInstanceProcAddr");
  function found = own ? own(instance, name) : 0;
  if (!found || strcmp(name, "vkGetDeviceProcAddr")) return found;
  devices = (lookup)found;
  return (function)ofDevice;
}
function vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) {
  lookup own = (lookup)ours("vk_icdGetPhysicalDeviceProcAddr");
  return own ? own(instance, name) : 0;
}`;

const sources = { crashing, losing };

/** Makes the driver and what describes it; the path of the latter, for VK_ICD_FILENAMES. Throws without `cc`. */
export function writeVulkanDriver(folder: string, name: keyof typeof sources): string {
  execFileSync("cc", ["-shared", "-fPIC", "-o", join(folder, `${name}.so`), "-x", "c", "-", "-ldl"], {
    input: sources[name],
  });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, vulkanDescription(`./${name}.so`));
  return path;
}

/** What a Vulkan loader is told of a driver. */
export function vulkanDescription(library: string): string {
  return JSON.stringify({ file_format_version: "1.0.0", ICD: { library_path: library, api_version: "1.4.0" } });
}
