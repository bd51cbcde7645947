/**
 * The toolkit looks for the page's nonce in a <meta> while it loads, to see whether the browser knows :focus-visible; without it
 * the policy refuses that look and every click draws a focus ring. To be imported before the toolkit.
 */
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
if (nonce !== undefined) {
  const meta = document.createElement("meta");
  meta.setAttribute("property", "csp-nonce");
  meta.content = nonce;
  document.head.append(meta);
}
