/** What lies beside rewards so that they type-check: written once, the types again when they know more. Pure. */
import { fkSteeringTypes, fkSteeringTypesVersion } from "./fkSteeringTypes.ts";

/** The tsconfig beside a workspace's rewards: it makes them type-check, whatever the workspace's own says. */
export const rewardsTsconfig = `{
  // For the rewards in this folder only. Written by FK Steering.
  "compilerOptions": {
    "target": "ES2023",
    "lib": ["ES2023", "DOM"],
    "module": "ESNext",
    "moduleResolution": "Bundler",
    "strict": true,
    "noEmit": true,
    "isolatedModules": true,
    "allowImportingTsExtensions": true,
    "resolveJsonModule": true,
    "skipLibCheck": true,
    "types": []
  },
  "include": ["**/*.ts"]
}
`;

export interface SupportFile {
  /** Its name in the folder of the rewards. */
  readonly name: string;
  readonly text: string;
  /** Whether it takes the place of what is there (undefined: nothing is). */
  replaces(present: string | undefined): boolean;
}

/** The types, and the tsconfig that finds them. */
export const supportFiles: readonly [SupportFile, SupportFile] = [
  {
    name: "fk-steering.d.ts",
    text: fkSteeringTypes,
    // The person's own changes stay; so does what a newer version wrote.
    replaces: (present) => present === undefined || versionOf(present) < fkSteeringTypesVersion,
  },
  { name: "tsconfig.json", text: rewardsTsconfig, replaces: (present) => present === undefined },
];

/** The version that the first line names; none: not ours. */
function versionOf(types: string): number {
  const found = /^\/\/ The types of "fk-steering", version (\d+)\./.exec(types);
  return found === null ? Infinity : Number(found[1]);
}
