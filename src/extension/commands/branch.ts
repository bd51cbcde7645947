/** "Branch from here": a run of its own from a particle of the shown run, by that run's settings or the form's. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { branchFields, branchOf, type BranchChanges, type BranchPlace } from "../../protocol/branch.ts";
import type { RunView } from "../../protocol/panel.ts";
import { passesOf } from "../../protocol/passes.ts";
import { rewardNames } from "../../protocol/rewardWords.ts";
import {
  defaultSpecification,
  parseSpecification,
  particlesOf,
  type RunRequest,
} from "../../protocol/specification.ts";
import type { Services } from "../services.ts";

interface Choice extends vscode.QuickPickItem {
  readonly changes: BranchChanges;
}

/** Asks where the form says something else than the run; resolves when the branch has begun, or nothing was chosen. */
export async function branch(
  { form, launcher, panel }: Pick<Services, "form" | "launcher"> & { readonly panel: { show(): PromiseLike<unknown> } },
  run: RunView,
  { step, particle }: Pick<BranchPlace, "step" | "particle">,
): Promise<void> {
  const group = run.genealogy.groups.findIndex(({ start, count }) => particle >= start && particle < start + count);
  const prompt = run.groups[group]?.prompt;
  if (prompt === undefined) throw new SteeringError("internal", "That particle is not there: open the run again.");
  const changes = await chosenChanges(run, form.form);
  if (changes === undefined) return;
  const specification = parseSpecification(run.specification);
  const iteration = iterationOf(run);
  await launcher.launch(branchOf({ ...specification, steps: run.steps }, prompt, changes), {
    keepForm: true,
    of: run.id,
    done: "branched from",
    from: { run: run.id, iteration, step, particle },
  });
  await panel.show();
}

/** Of particle Gibbs, that the page shows. */
export function iterationOf({ pass, specification }: Pick<RunView, "pass" | "specification">): number {
  if (pass?.kind !== "refinement") return 0;
  return pass.number - passesOf(parseSpecification(specification)).run.number;
}

async function chosenChanges(run: RunView, form: RunRequest): Promise<BranchChanges | undefined> {
  const own: BranchChanges = {};
  const said = Object.fromEntries(branchFields.map((name) => [name, form[name]])) as BranchChanges;
  // A branch is one population: of all that the form, or the run, has on its islands.
  const asked: BranchChanges = { ...said, particles: particlesOf(form) };
  const before = {
    ...defaultSpecification,
    ...run.specification,
    particles: particlesOf(run.specification),
  } as Readonly<Record<string, unknown>>;
  const other = branchFields.filter(
    (name) => asked[name] !== undefined && JSON.stringify(asked[name]) !== JSON.stringify(before[name]),
  );
  if (other.length === 0) return own;
  const items: readonly Choice[] = [
    { label: "As the run was", detail: `${settings(run.specification)}, with the next seed`, changes: own },
    { label: "As the form says", detail: settings({ ...run.specification, islands: 1, ...asked }), changes: asked },
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "What the branch is steered by" });
  return chosen?.changes;
}

function settings(request: RunRequest): string {
  const whole = { ...defaultSpecification, ...request };
  const { rewards, strength } = whole;
  const seed = request.seed === undefined ? "a new seed" : `seed ${request.seed}`;
  return `${rewardNames(rewards).join(" + ")}, λ ${strength}, ${particlesOf(whole)} particles, ${seed}`;
}
