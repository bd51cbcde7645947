/** The licence texts of every package that an extension file holds, bundled or beside the bundles. Writes nothing. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { bundles } from "./bundles.mjs";
import { packageFolder } from "./dependencies.mjs";
import { at, root } from "./paths.mjs";
import { Failure } from "./process.mjs";

/** Texts of packages that come without, and of what their binaries are made of. Kept in scripts/licences. */
const kept = {
  "@microsoft/fast-element": ["microsoft-fast.txt"],
  "@microsoft/fast-foundation": ["microsoft-fast.txt"],
  "@microsoft/fast-web-utilities": ["microsoft-fast.txt"],
  "normalize-strings": ["normalize-strings.txt"],
  "onnxruntime-common": ["onnxruntime.txt"],
  "onnxruntime-node": ["onnxruntime.txt", "onnxruntime-notices.txt"],
  // Written in Go, whose library is in the program.
  esbuild: ["go.txt"],
};

/** Folders of the packages from which the bundles are made, by esbuild's account. */
export async function bundledPackages() {
  const esbuild = await import("esbuild");
  try {
    const built = await Promise.all(Object.values(bundles).map((options) => esbuild.build(options)));
    const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/u.exec(path)?.[0] ?? []);
    return [...new Set(folders)].toSorted().map((folder) => join(root, folder));
  } finally {
    await esbuild.stop();
  }
}

/** @param beside names of the packages beside the bundles. Throws a Failure that names a package of which no text is known. */
export async function licenceTexts(beside) {
  const folders = [...(await bundledPackages()), ...beside.map((name) => packageFolder(name))];
  return folders.map((folder) => licenceText(folder)).join(`\n${"=".repeat(80)}\n\n`);
}

function licenceText(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const own = readdirSync(folder).filter((file) =>
    /^(?:licen[cs]e|notice|copying|copyright|third-?party)/iu.test(file),
  );
  const files = [
    ...own.map((file) => join(folder, file)),
    ...(kept[name] ?? []).map((file) => at("scripts", "licences", file)),
  ];
  if (files.length === 0)
    throw new Failure(
      `${name} has no licence text in its folder. Put one into scripts/licences and name it in ${basename(import.meta.url)}.`,
    );
  const texts = files.map((file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim());
  return [`${name} ${version} (${license})`, ...texts].join("\n\n").concat("\n");
}
