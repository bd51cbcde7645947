/** The rewards that come with FK Steering, by name. */
import { acceptability } from "./builtin/acceptability.ts";
import { aesthetic } from "./builtin/aesthetic.ts";
import { brightness } from "./builtin/brightness.ts";
import { classifier } from "./builtin/classifier.ts";
import { clip } from "./builtin/clip.ts";
import { colour } from "./builtin/colour.ts";
import { compressibility } from "./builtin/compressibility.ts";
import { contains } from "./builtin/contains.ts";
import { contrast } from "./builtin/contrast.ts";
import { length } from "./builtin/length.ts";
import { likelihood } from "./builtin/likelihood.ts";
import { perplexity } from "./builtin/perplexity.ts";
import { promptMatch } from "./builtin/promptMatch.ts";
import { readability } from "./builtin/readability.ts";
import { sentimentLexicon } from "./builtin/sentimentLexicon.ts";
import { sentimentRatings } from "./builtin/sentimentRatings.ts";
import { toxicity } from "./builtin/toxicity.ts";
import type { RewardDefinition, RewardImageSample, RewardTextSample } from "./reward.ts";

/** A reward whatever it accepts and whatever its parameters; they are checked before it is called. */
export type AnyReward = RewardDefinition<RewardTextSample & RewardImageSample>;

export const builtinRewards: ReadonlyMap<string, AnyReward> = new Map(
  Object.entries({
    "sentiment-lexicon": sentimentLexicon,
    length,
    contains,
    readability,
    "sentiment-ratings": sentimentRatings,
    acceptability,
    toxicity,
    perplexity,
    classifier,
    likelihood,
    "prompt-match": promptMatch,
    clip,
    aesthetic,
    brightness,
    contrast,
    colour,
    compressibility,
  }) as [string, AnyReward][],
);
