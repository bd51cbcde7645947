/** What **New Reward…** offers to begin with. Text only: knows neither VS Code nor files. */
import type { RewardTemplate } from "./rewardTemplate.ts";
import { blank } from "./templates/blank.ts";
import { classifierMix } from "./templates/classifierMix.ts";
import { image } from "./templates/image.ts";
import { keyword } from "./templates/keyword.ts";
import { lengthAndFormat } from "./templates/lengthAndFormat.ts";
import { parameters } from "./templates/parameters.ts";
import { textAttribute } from "./templates/textAttribute.ts";

/** The first is the one to begin with. */
export const rewardTemplates: readonly [RewardTemplate, ...RewardTemplate[]] = [
  textAttribute,
  blank,
  lengthAndFormat,
  keyword,
  classifierMix,
  image,
  parameters,
];
