/**
 * A stand-in for the extension host, for looking at the page and testing it outside VS Code: gives `acquireVsCodeApi`, answers
 * the page's requests, plays a made-up run. Messages pass through JSON, as VS Code's do.
 */
import { isActive } from "../../src/protocol/activeRun.ts";
import { castBy, votesOf, withoutLast, withVote } from "../../src/protocol/ballot.ts";
import type { PanelPayload, PanelState, RunView, TokensRequest } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import type { WireError } from "../../src/protocol/run.ts";
import type { TextTokens, TokenView } from "../../src/protocol/tokens.ts";
import { changedField, withChange } from "../../src/protocol/settingChange.ts";
import { unsteeredTwin } from "../../src/protocol/unsteered.ts";
import { logFactorsOf } from "../../src/protocol/votes.ts";
import { refusedVote } from "../../src/protocol/voting.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { asImages, baseState, runAt } from "./story.ts";
import { type ThemeName, themes } from "../report/themes.ts";

interface Call {
  readonly method: string;
  readonly params: unknown;
}

export interface Harness {
  /** All that the page has sent. */
  readonly calls: Call[];
  state: PanelState;
  /** Changes the state and tells the page. */
  set(patch: Partial<PanelState>): void;
  /** Shows the run of the form after so many steps. */
  showStep(step: number): void;
  /** The run as it waits for votes after so many steps; once it was gone on with, those votes are in its record. */
  showPause(step: number): void;
  /** The same as images. */
  showImages(step: number): void;
  /** The run of the form after so many steps, as `showStep` shows it. */
  made(step: number): RunView;
  /** That run of so many particles, over, is there from the start of the page that is loaded next, as an editor has its run. */
  startsWith(particles: number): void;
  /** Other pictures than the made-up ones at earlier steps, base64. */
  picture: ((index: number, step: number) => string) | undefined;
  /** What the particles were at scored steps, where they are not made up. */
  moments: Readonly<Record<number, readonly ParticleView[]>>;
  /** Milliseconds a step of a played run. */
  stepTime: number;
  /** What the next panel/run is refused with. */
  refuse: WireError | undefined;
  theme(name: ThemeName): void;
  baseState: PanelState;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

let kept: unknown;
let playing: ReturnType<typeof setInterval> | undefined;

const harness: Harness = {
  calls: [],
  state: baseState,
  baseState,
  picture: undefined,
  moments: {},
  stepTime: 60,
  refuse: undefined,
  set(patch) {
    harness.state = { ...harness.state, ...patch };
    send({ jsonrpc: "2.0", method: "panel/state", params: harness.state });
  },
  showStep(step) {
    harness.set({ run: harness.made(step) });
  },
  showPause(step) {
    const run = harness.made(step);
    const message = `The run waits for you at step ${step} of ${run.steps}.`;
    harness.set({ run: { ...run, status: "paused", message, secondsLeft: undefined }, ballot: { step, cast: [] } });
  },
  made: (step) => runAt(harness.state.form, step),
  startsWith: (particles) => {
    const form = { ...baseState.form, particles };
    sessionStorage.setItem("first", JSON.stringify({ ...baseState, form, run: runAt(form, 64) }));
  },
  showImages(step) {
    harness.set({ run: asImages(runAt(harness.state.form, step)) });
  },
  theme(name) {
    const { kind, tokens } = themes[name];
    document.documentElement.removeAttribute("style");
    for (const [token, value] of Object.entries(tokens)) {
      document.documentElement.style.setProperty(`--vscode-${token}`, value);
    }
    document.body.style.backgroundColor = "var(--vscode-editor-background)";
    document.body.dataset["vscodeThemeKind"] = kind;
    document.body.className = kind;
  },
};

function play(request: RunRequest, form = request): void {
  const id = `run-${harness.calls.length}`;
  let step = 0;
  clearInterval(playing);
  harness.set({ form, run: runAt(request, 0, id) });
  playing = setInterval(() => {
    step += 1;
    const { stopping } = harness.state.run ?? {};
    harness.set({ run: { ...runAt(request, step, id), ...(stopping && { stopping }) } });
    if (harness.state.run?.status === "done") clearInterval(playing);
  }, harness.stepTime);
}

/** As the host's session does it; throws why it does not count. */
function voted({ step, particle, deed }: PanelPayload<"vote">): void {
  const { run, ballot } = harness.state;
  const cast = castBy(ballot ?? { step, cast: [] }, particle, deed);
  const refused = run === undefined ? "No run is shown." : refusedVote(run, step, cast);
  if (refused !== undefined || ballot === undefined) {
    const error: WireError = { code: "steering-invalid", message: refused ?? "", details: {} };
    throw error;
  }
  harness.set({ ballot: withVote(ballot, cast) });
}

/** To the end, with the votes in the record of the step at which it waited. */
function goOn(): void {
  const { ballot, ...rest } = harness.state;
  if (ballot === undefined) return;
  const run = harness.made(64);
  const votes = Array.from(logFactorsOf(votesOf(ballot).votes, run.particles.length));
  const scored = run.genealogy.scored.map((one) => (one.step === ballot.step ? { ...one, votes } : one));
  harness.state = { ...rest, run: { ...run, isVoted: true, genealogy: { ...run.genealogy, scored } } };
  harness.set({});
}

/** As the host's pins do it. */
function pin(index: number): void {
  const { run, pins } = harness.state;
  const particle = run?.particles.find((one) => one.index === index);
  if (run === undefined || particle === undefined) return;
  const others = pins.filter((one) => one.run !== run.id || one.particle.index !== index);
  const added = { run: run.id, specification: run.specification, particle };
  harness.set({ pins: others.length < pins.length ? others : [...pins, added].slice(-4) });
}

/** Letters of a text beyond which all is one token, as a model's window has an end. */
const tokenised = 100_000;

/** Made up: up to three letters each; those that are known were written at some step before. */
function tokensOf({ run, particle: index, step }: TokensRequest): TextTokens | undefined {
  const { form, pins } = harness.state;
  const particles = step === undefined ? pins.map(({ particle }) => particle) : runAt(form, step, run).particles;
  const particle = particles.find((one) => one.index === index);
  if (particle?.modality !== "text") return undefined;
  const { generated, ancestor, pieces } = particle;
  const known = pieces.flatMap(({ text, masked }) => Array.from(text, () => !masked));
  const count = particles.filter((one) => one.ancestor === ancestor).length;
  const now = step ?? 64;
  const ends = Array.from(
    generated.slice(0, tokenised).matchAll(/\s*\S{1,2}|\s+$/gu),
    ({ 0: text, index: from }) => from + text.length,
  );
  if (generated.length > tokenised) ends.push(generated.length);
  const tokens = ends.map((end, i): TokenView => {
    if (known[end - 1] !== true) return { end };
    const by = 1 + ((7 * i + ancestor) % now);
    const sharedBy = by < now / 2 ? count : 1 + (i % count);
    return { end, written: { after: by - 1, by }, probability: ((3 * i + 5) % 17) / 17, sharedBy };
  });
  return { generated, tokens, family: { root: ancestor, count } };
}

function useSettings(asked: PanelPayload<"useSettings"> | null): void {
  const { run, form, offers = 0 } = harness.state;
  const used = run?.specification ?? form;
  const { changed: _, ...state } = harness.state;
  harness.state = state;
  if (asked)
    harness.set({ form: withChange(used, asked.change), offers: offers + 1, changed: changedField(asked.change) });
  else harness.set({ form: used, offers: offers + 1 });
}

/** What a request is answered with; throws a WireError. */
function answer({ method, params }: Call): unknown {
  if (method === "panel/ready") return harness.state;
  if (method === "panel/run") {
    const refused = harness.refuse;
    harness.refuse = undefined;
    if (refused !== undefined) throw refused;
    const { run, waiting = 0 } = harness.state;
    if (isActive(run)) harness.set({ waiting: waiting + 1 });
    else play(params as RunRequest);
  }
  if (method === "panel/unsteered") play(unsteeredTwin(params as RunRequest), harness.state.form);
  if (method === "panel/stopAfterStep") {
    const { run } = harness.state;
    if (run !== undefined) harness.set({ run: { ...run, stopping: "after step" } });
  }
  if (method === "panel/stop") {
    clearInterval(playing);
    const { run } = harness.state;
    if (run !== undefined) harness.set({ run: { ...run, status: "stopped", secondsLeft: undefined } });
  }
  if (method === "panel/vote") voted(params as PanelPayload<"vote">);
  if (method === "panel/unvote" && harness.state.ballot !== undefined)
    harness.set({ ballot: withoutLast(harness.state.ballot) });
  if (method === "panel/resume") goOn();
  if (method === "panel/moment") {
    const { run, form } = harness.state;
    const { step } = params as { readonly step: number };
    const known = harness.moments[step];
    if (known !== undefined) return known;
    const moment = runAt(form, step, run?.id);
    if (run?.particles[0]?.modality !== "image") return moment.particles;
    const images = asImages(moment).particles;
    return images.map((image, n) => ({ ...image, ...(harness.picture && { png: harness.picture(n, step) }) }));
  }
  if (method === "panel/tokens") return tokensOf(params as TokensRequest);
  if (method === "panel/pin") pin((params as { readonly particle: number }).particle);
  if (method === "panel/unpin") harness.set({ pins: [] });
  if (method === "panel/useSettings") useSettings(params as PanelPayload<"useSettings">);
  if (method === "panel/form") harness.state = { ...harness.state, form: params as RunRequest };
  return null;
}

function receive(message: unknown): void {
  const { id, method, params } = JSON.parse(JSON.stringify(message)) as Call & { readonly id?: number };
  harness.calls.push({ method, params });
  try {
    const result = answer({ method, params });
    if (id !== undefined) send({ jsonrpc: "2.0", id, result });
  } catch (error) {
    const data = error as WireError;
    send({ jsonrpc: "2.0", id, error: { code: -32_000, message: data.message, data } });
  }
}

function send(message: unknown): void {
  const data: unknown = JSON.parse(JSON.stringify(message));
  setTimeout(() => window.dispatchEvent(new MessageEvent("message", { data })), 1);
}

window.harness = harness;
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: receive,
    getState: () => kept,
    setState: (state: unknown) => (kept = state),
  }),
});
const wanted = new URLSearchParams(location.search);
const first = sessionStorage.getItem("first");
if (first !== null) harness.state = JSON.parse(first) as PanelState;
harness.theme((wanted.get("theme") ?? "dark") as ThemeName);
