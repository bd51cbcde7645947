/** oxlint's view of the import table: every form of import is held against it. */
import { builtinModules } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";
import { root } from "../lib/paths.mjs";
import { exclusivePackages, importTable } from "./importTable.mjs";

/** Why a file may not import a specifier, or undefined where it may. Paths are relative to the repository. */
export function objection(file, specifier, typeOnly) {
  const area = Object.keys(importTable).find((name) => isIn(file, name));
  if (!specifier.startsWith(".")) return packageObjection(file, area, specifier);
  const target = toPosix(relative(root, resolve(root, dirname(file), specifier)));
  if (isIn(file, "src") && !isIn(target, "src") && !importTable[area]?.values?.includes(target))
    return `${file} may not import ${target}: src stands alone`;
  if (area === undefined || isIn(target, area)) return undefined;
  const { values = [], types = [] } = importTable[area];
  if (values.some((name) => isIn(target, name))) return undefined;
  if (types.some((name) => isIn(target, name))) {
    return typeOnly ? undefined : `${area} may import only types from ${target}`;
  }
  return `${area} may not import ${target}`;
}

function packageObjection(file, area, specifier) {
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const owners = exclusivePackages[name];
  if (owners !== undefined && !owners.some((owner) => isIn(file, owner))) {
    return `only ${owners.join(", ")} may import ${name}`;
  }
  if (area === undefined) return undefined;
  const { packages, node } = importTable[area];
  const isNode = specifier.startsWith("node:") || builtinModules.includes(name);
  if (isNode) return node === false ? `${area} may not import Node's ${specifier}` : undefined;
  return packages === undefined || packages.includes(name) ? undefined : `${area} may not import the package ${name}`;
}

function isIn(path, place) {
  return path === place || path.startsWith(`${place}/`);
}

function toPosix(path) {
  return path.split(sep).join("/");
}

const table = {
  create(context) {
    const file = toPosix(relative(root, context.filename));
    const check = (node, source, typeOnly) => {
      if (typeof source?.value !== "string") return;
      const message = objection(file, source.value, typeOnly);
      if (message !== undefined) context.report({ node, message: `${message} (scripts/lint/importTable.mjs)` });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node.importKind, node.specifiers)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node.exportKind, node.specifiers)),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === "type"),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument, true),
      CallExpression(node) {
        const called = node.callee.type === "Identifier" ? node.callee.name : undefined;
        if (called === "require" || called === "createRequire") check(node, node.arguments[0], false);
      },
    };
  },
};

function isTypeOnly(kind, specifiers = []) {
  if (kind === "type") return true;
  return specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === "type");
}

// oxlint asks for a default export.
export default { meta: { name: "fk" }, rules: { "import-table": table } };
