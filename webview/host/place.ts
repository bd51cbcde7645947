/** Where the page is. In a report there is no VS Code beside it: nobody who could run, insert or save. */

export function isReport(): boolean {
  return document.documentElement.dataset["place"] === "report";
}

/** Before any element is made. */
export function beReport(): void {
  document.documentElement.dataset["place"] = "report";
}
