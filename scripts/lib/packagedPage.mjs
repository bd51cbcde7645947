/** README and CHANGELOG as they stand in an extension file, where neither the repository nor an address of it is at hand. Pure. */

/** Images of the repository go, and links into it become their words; addresses and places on the page stay. */
export function packagedPage(text) {
  const inside = String.raw`\((?!https?:|mailto:|#)[^)]*\)`;
  return text
    .replaceAll(new RegExp(String.raw`!\[[^\]]*\]${inside}\n*`, "gu"), "")
    .replaceAll(new RegExp(String.raw`\[([^\]]*)\]${inside}`, "gu"), "$1");
}
