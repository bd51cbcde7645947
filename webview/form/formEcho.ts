/**
 * Tells a form that the host changed (Write at Cursor, a repeated run) from one that the page itself sent a moment ago,
 * so that what is being typed is never overwritten. Knows neither the page nor the connection.
 */
import type { RunRequest } from "../../src/protocol/specification.ts";
import { canonical } from "./formDraft.ts";

export class FormEcho {
  /** What the host last said. */
  #host: string | undefined;
  /** What the page sent since, oldest first, and the host has not said back yet. */
  #sent: string[] = [];

  /** Call with every form that is sent. */
  sent(form: RunRequest): void {
    this.#sent.push(canonical(form));
  }

  /** Call with every form that arrives: whether the page should take it over. */
  isNews(form: RunRequest): boolean {
    const said = canonical(form);
    if (said === this.#host) return false;
    this.#host = said;
    const echo = this.#sent.indexOf(said);
    if (echo >= 0) {
      this.#sent.splice(0, echo + 1);
      return false;
    }
    this.#sent = [];
    return true;
  }
}
