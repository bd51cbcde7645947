/** The link between the extension host and the panel's page. The host holds all state; the page shows it. */
import * as v from "valibot";
import type { Sentence } from "../errors.ts";
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Genealogy } from "../steering/genealogy.ts";
import type { Ballot } from "./ballot.ts";
import type { BranchPlace } from "./branch.ts";
import type { RewardInfo } from "./engine.ts";
import type { Frozen } from "./fields.ts";
import type { Modality } from "./modality.ts";
import type { ModelInfo } from "./modelInfo.ts";
import type { ParticleView } from "./particle.ts";
import type { ReplayReport } from "./replay.ts";
import { goOnUntilSchema, type GoneOn } from "./goOn.ts";
import type {
  BestBefore,
  DeviceReport,
  IslandResult,
  IterationResult,
  Pass,
  RewardScale,
  RunResult,
  RunSeconds,
  ScoredStep,
  WireError,
} from "./run.ts";
import { settingChangeSchema } from "./settingChange.ts";
import type { RunRequest } from "./specification.ts";
import type { TextTokens } from "./tokens.ts";
import type { Spread } from "./unsteered.ts";
import { voteDeeds } from "./votes.ts";

/** `paused`: it waits for a person, in its file. */
export type RunStatus = "queued" | "loading" | "running" | "paused" | "done" | "stopped" | "failed";

/** One prompt's part of a run. */
export interface GroupView {
  readonly prompt: string;
  /** Index of its particle with the highest reward so far. */
  readonly best: number | undefined;
  /** Index of its particle drawn by weight, at the end. */
  readonly draw: number | undefined;
  readonly logZ: number | undefined;
  /** At the end, where its prompt has several islands. */
  readonly island?: IslandResult | undefined;
  /** Scored steps of the pass under way, or the last. */
  readonly scored: readonly ScoredStep[];
}

/** A run as the panel shows it. */
export interface RunView {
  readonly id: string;
  /** How often another file has come in its place; undefined: never. */
  readonly edition?: number;
  readonly status: RunStatus;
  /** What it is doing, or why it failed, in one sentence. */
  readonly message: string;
  /** The person has stopped it, and it has not ended yet: at once, or after its next scored step. */
  readonly stopping?: "now" | "after step" | undefined;
  /** Where it failed of a field of its specification: which, and the sentence for the form's words. */
  readonly failedOf?: { readonly field: string; readonly sentence?: Sentence };
  readonly specification: RunRequest;
  /** How it compares with the run that it repeats. */
  readonly repeated?: NonNullable<RunResult["repeated"]>;
  /** Where in another run it began. */
  readonly origin?: BranchPlace;
  /** A person's votes are in its weights: its target is another, and its log Z is of that. */
  readonly isVoted?: boolean;
  readonly step: number;
  readonly steps: number;
  /** Undefined before the first step. */
  readonly pass: Pass | undefined;
  /** The particles of the last scored step, in index order. */
  readonly particles: readonly ParticleView[];
  /** The genealogy of the pass under way, or the last. */
  readonly genealogy: Genealogy;
  /** While it goes on, of images: what each particle is heading for now, at a glance; PNG files, base64. */
  readonly previews: readonly string[];
  /** The best particle of all prompts. */
  readonly best: number | undefined;
  /** One a prompt. */
  readonly groups: readonly GroupView[];
  readonly scales: readonly RewardScale[] | undefined;
  readonly iterations: readonly IterationResult[];
  /** The best particle of all iterations, where it is none of the shown ones. */
  readonly bestBefore?: BestBefore | undefined;
  /** Every time that it went on after its end. */
  readonly goneOn?: readonly GoneOn[] | undefined;
  readonly forwardPasses: number;
  readonly secondsLeft: number | undefined;
  readonly seconds: RunSeconds | undefined;
  readonly device: DeviceReport | undefined;
  readonly sandboxed: boolean | undefined;
  /** SHA-256 of the code of each reward, in the order of the specification; empty before it is known. */
  readonly rewardVersions: readonly string[];
  readonly warnings: readonly string[];
}

/** A run that begins from a particle of the shown one. */
export interface BranchView {
  /** Its id, the path of its file. */
  readonly run: string;
  readonly step: number;
  readonly particle: number;
  /** How it stands, in a few words. */
  readonly label: string;
}

/** A particle that is seen side by side with others, of whichever run. */
export interface PinView {
  /** The run's id, the path of its file. */
  readonly run: string;
  readonly specification: RunRequest;
  /** As it is now, or ended. */
  readonly particle: ParticleView;
}

export interface PanelState {
  /** The panel has the form; an editor shows a run from disk, and a report does so where there is no VS Code. */
  readonly place: "panel" | "editor" | "report";
  readonly models: readonly ModelInfo[];
  /** Built-in ones and the workspace's. */
  readonly rewards: readonly RewardInfo[];
  /** What judges and steers nothing; a report has none. */
  readonly metrics?: readonly RewardInfo[];
  /** What the form shows; without a seed each run has a new one. */
  readonly form: RunRequest;
  /** How often the form got its settings from elsewhere than the page, from a run or an image: it is to be seen then. Only the panel, which has a form, is told. */
  readonly offers?: number;
  /** Path of the field in which the last of these is not what it comes from: it is to be seen, wherever it stands. */
  readonly changed?: string;
  /** What was last asked of models of each kind: the form has it again when one of them is chosen. Only the panel, which has a form, is told. */
  readonly forms?: Partial<Readonly<Record<Modality, RunRequest>>>;
  /** How often the form was given another one by what a person asked for outside of it: the page takes all of that, and of any other change what nobody is typing. Only the panel is told. */
  readonly given?: number;
  /** How far rewards spread without steering, as far as unsteered runs have told, by `twinKey`; only the panel, which has a form, is told. */
  readonly spreads?: Readonly<Record<string, Spread>>;
  readonly trusted: boolean;
  /** The document that takes an insertion, by its file's name; absent: a new one is opened. */
  readonly insertsInto?: string | undefined;
  readonly run: RunView | undefined;
  /** Runs that wait their turn; only the panel is told. */
  readonly waiting?: number;
  /** The step that the person was at in the run, when the page was closed or the window reloaded; undefined: the newest. */
  readonly shownStep?: number;
  /** The same in every page, in the order in which they were pinned. */
  readonly pins: readonly PinView[];
  /** What the person has said so far of the shown run's particles; absent: it does not wait. */
  readonly ballot?: Ballot;
  /** Runs that begin in the shown pass of the shown run; absent: none. */
  readonly branches?: readonly BranchView[];
  /** The shown run under its rewards as they are now; absent where they are as they were. */
  readonly replay?: {
    /** Whenever one of them is saved. */
    readonly live: boolean;
    readonly isRunning: boolean;
    readonly report?: ReplayReport;
    readonly problem?: string;
  };
  /** What a reward that steered nothing says of the shown run's final particles; absent: nobody asked. */
  readonly holdout?: {
    /** Its name. */
    readonly reward: string;
    readonly isRunning: boolean;
    /** In the order of the particles. */
    readonly scores?: readonly (number | null)[];
    readonly problem?: string;
  };
  /** Paths of the shown run's reward files that hold other code than it scored with. */
  readonly changedRewards: readonly string[];
}

/** The state as it is sent: of the pins and the run's particles and genealogy only what is other than what was sent before. */
export interface PanelUpdate extends Omit<PanelState, "run" | "pins"> {
  readonly pins?: PanelState["pins"];
  readonly run:
    | (Omit<RunView, "particles" | "genealogy"> & {
        readonly particles?: RunView["particles"];
        /** `scored` begins with this scored step, 0 if absent; the page has those before it. `isPart`: more follow at once, and nothing is shown before. */
        readonly genealogy: Genealogy & { readonly from?: number; readonly isPart?: boolean };
      })
    | undefined;
}

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** From the page, when it can listen: everything, or the first part of it. */
export const panelReady = new RequestType<void, PanelUpdate, WireError>("panel/ready");
/** What each particle was heading for at a scored step of the shown pass; pictures are thumbnails, or `full` where the run kept them so. */
export const momentRequest = v.strictObject({ step: index, full: v.optional(v.boolean()) });
export type MomentRequest = Frozen<v.InferInput<typeof momentRequest>>;
/** From the page. Rejects with what the page is to show. */
export const panelMoment = new RequestType<MomentRequest, readonly ParticleView[], WireError>("panel/moment");
/** How a particle's text came to be, as it was at a scored step of the shown pass, or at the newest one; of the shown run, or of one that something is pinned of. */
export const tokensRequest = v.strictObject({
  run: v.optional(v.string()),
  particle: index,
  step: v.optional(index),
});
export type TokensRequest = Frozen<v.InferInput<typeof tokensRequest>>;
/** From the page. Rejects with what the page is to show. */
export const panelTokens = new RequestType<TokensRequest, TextTokens, WireError>("panel/tokens");
/** From the page: the form as edited, so that it survives the page. */
export const panelForm = new NotificationType<RunRequest>("panel/form");
/** From the page: where the person is in a run. */
export const panelShown = new NotificationType<{ readonly run: string; readonly step?: number }>("panel/shown");
/** To the page: the whole state, but for particles that it has: images are large, and most steps change none. */
export const panelState = new NotificationType<PanelUpdate>("panel/state");

const particle = v.strictObject({ particle: index });
/** One of the shown particles, or the best of the iterations that are not shown. */
const anyParticle = v.strictObject({ particle: index, isBest: v.optional(v.boolean()) });
/** A pinned particle: at a scored step, or as it is now. */
export const pinPlace = v.strictObject({ run: v.string(), particle: index, step: v.optional(index) });

/**
 * What the page asks for, each with what it sends. The host believes nothing that does not fit. Each request resolves when it is
 * done, and rejects with what the page is to show.
 */
export const panelRequests = {
  /** Resolves when the run has begun or waits its turn. Without a seed it has a new one. Its fields are read by `parseSpecification`: the error's `details.field` names a wrong one. */
  run: v.custom<RunRequest>((sent) => typeof sent === "object" && sent !== null),
  /** The unsteered twin of what the form asks for. Its fields are read as those of `run`. Resolves when it has begun. */
  unsteered: v.custom<RunRequest>((sent) => typeof sent === "object" && sent !== null),
  /** The shown run: at once; a second time in the midst of a model call. */
  stop: v.undefined(),
  /** The shown run, once its next scored step is kept whole: nothing of it is lost. */
  stopAfterStep: v.undefined(),
  /** The shown run anew, as it was asked for. Resolves when it has begun. */
  repeat: v.undefined(),
  /** A run of its own from a particle of the shown pass, at a scored step. Resolves when it has begun, or the person does not want it. */
  branch: v.strictObject({ step: index, particle: index }),
  /** A vote on a particle of the step at which the shown run waits. */
  vote: v.strictObject({ step: index, particle: index, deed: v.picklist(voteDeeds) }),
  /** What was voted for in the shown run, as a reward of the workspace. Resolves when it is written, or the person does not want it. */
  teach: v.undefined(),
  /** The last vote counts no more. */
  unvote: v.undefined(),
  /** The shown run, which was stopped or cut off, from its last scored step; one that waits, by the votes. Resolves when it goes on. */
  resume: v.undefined(),
  /** The shown run, which came to its end, with particle Gibbs from its own paths. Resolves when it goes on. */
  goOn: goOnUntilSchema,
  /** The shown run once more, made as it was, and compared with it record by record. Resolves when it has begun. */
  repeatExactly: v.undefined(),
  /** The shown run anew with another strength. Resolves when it has begun. */
  repeatAt: v.strictObject({ strength: v.pipe(v.number(), v.finite()) }),
  /** Whether the shown run is weighed anew when one of its rewards is saved. */
  replayLive: v.strictObject({ on: v.boolean() }),
  /** What a reward of that name says of the shown run's final particles. Resolves when it has said it. */
  judge: v.strictObject({ reward: v.string() }),
  /** The shown run's settings, into the panel's form; with a change, as a diagnosis proposes it, but for the seed, which stays as the form has it. */
  useSettings: v.optional(v.strictObject({ change: settingChangeSchema })),
  /** The shown run as files for other people and programs. */
  export: v.undefined(),
  /** The shown run as a command line, on the clipboard. */
  copyCommand: v.undefined(),
  /** The text that a particle wrote, at the cursor, as one undoable edit. */
  insert: anyParticle,
  copy: anyParticle,
  /** A particle's image, to a file that the person chooses, with the run's settings in it. */
  save: anyParticle,
  /** A particle's image, in an editor of its own. */
  show: particle,
  /** A particle of the shown run is seen side by side with others from now on, or no more. */
  pin: particle,
  /** A particle of another run, which the person chooses. */
  pinOther: v.undefined(),
  /** Nothing is seen side by side any more. */
  unpin: v.undefined(),
  /** Two pinned particles' texts, in VS Code's own diff editor. */
  diff: v.strictObject({ left: pinPlace, right: pinPlace }),
  /** The shown run again, with a particle's path kept as reference. Resolves when it has begun. */
  refine: particle,
  /** What is behind a link; of a model what is known of it, `path` being its name. */
  open: v.strictObject({
    what: v.picklist(["reward", "new-reward", "log", "run", "model", "queue"]),
    path: v.optional(v.string()),
  }),
};

/** A pinned particle, as the page names it. */
export type PinPlace = Frozen<v.InferInput<typeof pinPlace>>;

export type PanelRequest = keyof typeof panelRequests;
export type PanelPayload<Name extends PanelRequest> = Frozen<v.InferInput<(typeof panelRequests)[Name]>>;

/** A request of the page as it goes through a connection. */
export function panelRequest<Name extends PanelRequest>(name: Name): RequestType<PanelPayload<Name>, void, WireError> {
  return new RequestType(`panel/${name}`);
}
