/** What the page may say, looked at before it is believed. Pure. */
import * as v from "valibot";
import { SteeringError } from "../../errors.ts";
import { panelRequests, type PanelPayload, type PanelRequest } from "../../protocol/panel.ts";

export function parsePayload<Name extends PanelRequest>(name: Name, sent: unknown): PanelPayload<Name> {
  const result = v.safeParse(panelRequests[name], sent, { abortEarly: true });
  if (result.success) return result.output as PanelPayload<Name>;
  throw new SteeringError(
    "internal",
    `The panel sent a message that makes no sense: ${result.issues[0].message}. Close it and open it again.`,
  );
}
