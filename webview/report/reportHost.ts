/**
 * The host of a report: answers the page from what lies in the document itself. Reaches no network and no file; keeps nothing but what is pinned. In the colours of
 * VS Code's own themes, by what the person's system asks for.
 */
import type { MomentRequest, PanelState, TokensRequest } from "../../src/protocol/panel.ts";
import type { ReportData } from "../../src/protocol/report.ts";
import { mostPins } from "../../src/protocol/shownPlace.ts";
import { beReport } from "../host/place.ts";
import { type ThemeName, themes } from "./themes.ts";

interface Call {
  readonly id?: number;
  readonly method: string;
  readonly params: unknown;
}

const data = JSON.parse(document.getElementById("run")?.textContent ?? "{}") as ReportData;
let state: PanelState = {
  place: "report",
  ...{ models: [], rewards: [], pins: [], changedRewards: [] },
  form: data.run.specification,
  trusted: true,
  run: data.run,
};

function answer({ method, params }: Call): unknown {
  switch (method) {
    case "panel/ready":
      return state;
    case "panel/moment":
      return momentOf(params as MomentRequest);
    case "panel/tokens":
      return tokensOf(params as TokensRequest);
    case "panel/pin":
      return show({ pins: toggled((params as { readonly particle: number }).particle) });
    case "panel/unpin":
      return show({ pins: [] });
    case "panel/copy":
      return copy((params as { readonly particle: number }).particle);
    default:
      return null;
  }
}

function momentOf({ step }: MomentRequest): unknown {
  const moment = data.moments[step];
  if (moment === undefined) throw new Error(`This report does not have step ${step}: it was made without it.`);
  return moment;
}

function tokensOf({ particle, step }: TokensRequest): unknown {
  const tokens = data.tokens[`${step ?? data.run.step}/${particle}`];
  if (tokens === undefined) throw new Error("This report does not have how that text came to be.");
  return tokens;
}

function toggled(index: number): PanelState["pins"] {
  const particle = data.run.particles.find((one) => one.index === index);
  const others = state.pins.filter((pin) => pin.particle.index !== index);
  if (others.length < state.pins.length || particle === undefined) return others;
  return [...others, { run: data.run.id, specification: data.run.specification, particle }].slice(-mostPins);
}

async function copy(index: number): Promise<null> {
  const particle = data.run.particles.find((one) => one.index === index);
  if (particle?.modality === "text") await navigator.clipboard.writeText(particle.text);
  return null;
}

function show(change: Partial<PanelState>): null {
  state = { ...state, ...change };
  send({ jsonrpc: "2.0", method: "panel/state", params: state });
  return null;
}

async function receive(call: Call): Promise<void> {
  try {
    const result = await answer(call);
    if (call.id !== undefined) send({ jsonrpc: "2.0", id: call.id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const told = { code: "run-file", message, details: {} };
    if (call.id !== undefined) send({ jsonrpc: "2.0", id: call.id, error: { code: -32_000, message, data: told } });
  }
}

function send(message: unknown): void {
  setTimeout(() => window.dispatchEvent(new MessageEvent("message", { data: structuredClone(message) })));
}

function paint(): void {
  const asks = (query: string): boolean => matchMedia(query).matches;
  const isDark = asks("(prefers-color-scheme: dark)");
  const name: ThemeName = asks("(forced-colors: active)")
    ? isDark
      ? "hc-black"
      : "hc-light"
    : isDark
      ? "dark"
      : "light";
  const { kind, tokens } = themes[name];
  for (const [token, value] of Object.entries(tokens)) {
    document.documentElement.style.setProperty(`--vscode-${token}`, value);
  }
  document.body.style.backgroundColor = "var(--vscode-editor-background)";
  document.body.dataset["vscodeThemeKind"] = kind;
  document.body.className = kind;
}

beReport();
paint();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
let kept: unknown;
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (call: Call) => void receive(call),
    getState: () => kept,
    setState: (shown: unknown) => (kept = shown),
  }),
});
