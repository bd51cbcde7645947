/**
 * Tells fields of the form that the host changed (Write at Cursor, the name of a model that was found) from those that the page itself sent a moment ago,
 * so that what is being typed is never overwritten. Knows neither the page nor the connection.
 */
import type { RunRequest } from "../../src/protocol/specification.ts";
import { type DraftField, canonicalFields } from "./formDraft.ts";

interface FieldEcho {
  /** What the host last said. */
  host: string | undefined;
  /** What the page sent since, oldest first, and the host has not said back yet. */
  sent: string[];
}

export class FormEcho {
  readonly #fields = new Map<DraftField, FieldEcho>();

  /** Call with every form that is sent. */
  sent(form: RunRequest): void {
    this.#each(form, (echo, value) => {
      if (value !== (echo.sent.at(-1) ?? echo.host)) echo.sent.push(value);
    });
  }

  /** Call with every form that arrives: the fields that the host changed. */
  news(form: RunRequest): ReadonlySet<DraftField> {
    const changed = new Set<DraftField>();
    this.#each(form, (echo, value, field) => {
      if (value === echo.host) return;
      echo.host = value;
      const at = echo.sent.indexOf(value);
      if (at < 0) changed.add(field);
      echo.sent = at < 0 ? [] : echo.sent.slice(at + 1);
    });
    return changed;
  }

  /** What was sent is not waited for any more: another form has taken its place. */
  forget(): void {
    for (const echo of this.#fields.values()) echo.sent = [];
  }

  /** Those that the form leaves out, too. */
  #each(form: RunRequest, visit: (echo: FieldEcho, value: string, field: DraftField) => void): void {
    const values = canonicalFields(form);
    for (const field of new Set([...values.keys(), ...this.#fields.keys()])) {
      const echo = this.#fields.get(field) ?? { host: undefined, sent: [] };
      this.#fields.set(field, echo);
      visit(echo, values.get(field) ?? "", field);
    }
  }
}
