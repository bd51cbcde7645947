/** How particles of each modality look on a card, and what can be done with one. Knows no card: it is given what a card does. */
import { type TemplateResult, html } from "lit";
import type { Modality } from "../../src/protocol/modality.ts";
import type { ImageParticle, ParticleView, TextParticle } from "../../src/protocol/particle.ts";
import { copyImage } from "../host/copyImage.ts";
import type { CardAction } from "./cardAction.ts";
import { type TextSurroundings, textBody } from "./textBody.ts";

/** What a card can do, by the word for it. */
export type CardDeed = "insert" | "open" | "save" | "copy" | "pin" | "refine" | "branch" | "tokens";

/** A card as its buttons need it. */
export interface CardButtons {
  readonly does: Readonly<Record<CardDeed, () => void>>;
  /** Why it cannot be done now, if so. */
  readonly refused: Readonly<Partial<Record<CardDeed, string | undefined>>>;
  /** It was just now. */
  readonly copied: boolean;
  readonly pinned: boolean;
  /** The name of the document that takes a text; undefined: a new one. */
  readonly insertsInto: string | undefined;
}

interface Face<Particle> {
  /** What keys on a card do. */
  readonly keys: Readonly<Record<string, CardDeed>>;
  body(lead: Particle, around: TextSurroundings): TemplateResult;
  actions(card: CardButtons): readonly CardAction[];
  /** Copies what only the page can copy; undefined where the host does. */
  copy?(lead: Particle): Promise<void>;
}

const text: Face<TextParticle> = {
  keys: { Enter: "insert", c: "copy", r: "refine", t: "tokens", x: "pin", b: "branch" },
  body: textBody,
  actions: (card) => [
    {
      picture: "insert",
      label: "Insert",
      spoken: "into editor",
      title: `Insert into ${card.insertsInto ?? "a new document"} (Enter)`,
      ...deed(card, "insert"),
    },
    {
      picture: card.copied ? "check" : "copy",
      label: card.copied ? "Copied" : "Copy",
      isLive: true,
      title: "Copy the text (C)",
      ...deed(card, "copy"),
    },
    { ...pinAction(card), label: "Compare" },
    refineAction(card),
    { picture: "tokens", title: "When each token was written, and how likely it was (T)", ...deed(card, "tokens") },
    ...branchAction(card),
  ],
};

const image: Face<ImageParticle> = {
  keys: { Enter: "open", c: "copy", r: "refine", s: "save", x: "pin", b: "branch" },
  body: (lead) => html`<fk-picture .image=${lead}></fk-picture>`,
  actions: (card) => [
    { picture: "open", title: "Open in an editor (Enter)", ...deed(card, "open") },
    { picture: "save", title: "Save as a PNG, with the run's settings in it (S)", ...deed(card, "save") },
    {
      picture: card.copied ? "check" : "copy",
      title: card.copied ? "Copied" : "Copy the image (C)",
      ...deed(card, "copy"),
    },
    pinAction(card),
    refineAction(card),
    ...branchAction(card),
  ],
  copy: ({ png }) => copyImage(png),
};

const faces: { readonly [Name in Modality]: Face<Extract<ParticleView, { readonly modality: Name }>> } = {
  text,
  image,
};

export function faceOf({ modality }: ParticleView): Face<ParticleView> {
  return faces[modality];
}

function refineAction(card: CardButtons): CardAction {
  return {
    picture: "refine",
    title: "Refine: run again and again with this particle's path kept (R)",
    ...deed(card, "refine"),
  };
}

function pinAction(card: CardButtons): CardAction {
  const title = card.pinned ? "Compare no more (X)" : "Compare with others, side by side (X)";
  return { picture: "compare", title, pressed: card.pinned, ...deed(card, "pin") };
}

/** Only where it can be: at a step that was gone back to. */
function branchAction(card: CardButtons): CardAction[] {
  if (card.refused.branch !== undefined) return [];
  return [{ picture: "branch", title: "Branch: a run of its own from this particle on (B)", ...deed(card, "branch") }];
}

function deed({ does, refused }: CardButtons, name: CardDeed): Pick<CardAction, "act" | "refused"> {
  return { act: does[name], refused: refused[name] };
}
