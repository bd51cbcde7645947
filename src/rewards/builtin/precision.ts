import type { GraphPrecision } from "../reward.ts";

const choices = ["auto", "fp32", "fp16", "int8", "q4", "q4f16"] as const satisfies readonly GraphPrecision[];

/** The parameter of rewards over a folder that says which of its graphs answers. */
export const precision = {
  type: "choice",
  choices,
  default: "auto",
  description: "Which of the folder's graphs scores, where it has several; auto: the most precise that fits the memory",
} as const;
