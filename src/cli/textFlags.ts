/** The flags of masked text: how it is revealed, and how much of it. */
import type { Flag } from "./flags.ts";

export const textFlags: readonly Flag[] = [
  {
    name: "proposal",
    kind: "text",
    field: "proposal.kind",
    placeholder: "<ancestral|first-hitting|remask-cap|remask-rescale|confidence|blocks>",
    description:
      "How text is revealed (default ancestral: each place at a random time). first-hitting: place after place. remask-…: written tokens are masked again (ReMDM). confidence: what the model is surest of first (LLaDA, Dream). blocks: from left to right",
  },
  {
    name: "cap",
    kind: "number",
    field: "proposal.cap",
    placeholder: "<probability>",
    needs: [{ flag: "proposal", value: "remask-cap" }],
    required: true,
    description: "remask-cap: a written token is masked again at most so often a step",
  },
  {
    name: "rescale",
    kind: "number",
    field: "proposal.rescale",
    placeholder: "<fraction>",
    needs: [{ flag: "proposal", value: "remask-rescale" }],
    required: true,
    description: "remask-rescale: … with this fraction of the highest possible probability",
  },
  {
    name: "order-temperature",
    kind: "number",
    field: "proposal.orderTemperature",
    needs: [
      { flag: "proposal", value: "confidence" },
      { flag: "block-rule", value: "confidence" },
    ],
    description: "confidence: randomness of the order (default 0: none)",
  },
  {
    name: "confidence",
    kind: "text",
    field: "proposal.confidence",
    placeholder: "<dream|llada>",
    needs: [
      { flag: "proposal", value: "confidence" },
      { flag: "block-rule", value: "confidence" },
    ],
    description:
      "confidence: a token's probability at the temperature of the draws (dream, the default) or at temperature 1 (llada)",
  },
  {
    name: "block-size",
    kind: "number",
    field: "proposal.size",
    placeholder: "<tokens>",
    needs: [{ flag: "proposal", value: "blocks" }],
    required: true,
    description: "blocks: places in a block",
  },
  {
    name: "block-rule",
    kind: "text",
    field: "proposal.within",
    placeholder: "<ancestral|first-hitting|confidence>",
    needs: [{ flag: "proposal", value: "blocks" }],
    description: "blocks: how a block is revealed (default ancestral)",
  },
  {
    name: "temperature",
    kind: "number",
    field: "temperature",
    description: "Temperature of token draws (default: the model's own)",
  },
  {
    name: "length",
    kind: "number",
    field: "length",
    placeholder: "<tokens>",
    description: "Most tokens to write (default: as many as fit)",
  },
  {
    name: "truncate-context",
    kind: "switch",
    description: "Read what is nearest of a prompt or suffix that is too long, instead of refusing it",
  },
];
