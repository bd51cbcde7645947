/** The control for one parameter that a reward declares. Knows a declaration and a value, nothing of the form. */
import { type TemplateResult, html } from "lit";
import type { RewardInfo } from "../../src/protocol/engine.ts";
import { accessibleName } from "../controls/accessibleName.ts";
import type { PanelEvent } from "../host/events.ts";
import type { ParameterValue } from "./rewardOptions.ts";

type Parameter = RewardInfo["parameters"][string];

export interface ParameterControl {
  readonly name: string;
  readonly declared: Parameter;
  readonly value: ParameterValue | undefined;
  readonly invalid: boolean;
  readonly change: (value: ParameterValue | undefined) => void;
}

export function parameterControl({ name, declared, value, invalid, change }: ParameterControl): TemplateResult {
  const told = (event: PanelEvent<"fk-change">): void => {
    event.stopPropagation();
    change(event.detail.value);
  };
  switch (declared.type) {
    case "number":
      return html`<fk-number
        label=${name}
        .value=${typeof value === "number" ? value : undefined}
        .min=${declared.min}
        .max=${declared.max}
        .step=${declared.step}
        ?invalid=${invalid}
        @fk-change=${told}
      ></fk-number>`;
    case "choice":
      return html`<fk-dropdown
        label=${name}
        value=${String(value)}
        .options=${declared.choices.map((choice) => ({ value: choice, label: choice }))}
        ?invalid=${invalid}
        @fk-change=${told}
      ></fk-dropdown>`;
    case "boolean":
      return html`<vscode-checkbox
        title=${declared.description ?? ""}
        .checked=${value === true}
        @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
        >${name}</vscode-checkbox
      >`;
    case "string":
      break;
  }
  return html`<vscode-text-field
    class=${invalid ? "invalid" : ""}
    ${accessibleName(name)}
    .value=${String(value ?? "")}
    @input=${(event: Event) => change((event.target as HTMLInputElement).value)}
  ></vscode-text-field>`;
}
