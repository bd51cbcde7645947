/**
 * What `import … from "fk-steering"` means when a reward runs. Its types are a file in the user's workspace; at run
 * time it is this text, since the installed extension has no sources. A test holds it against `src/rewards/define.ts`.
 */
export const fkSteeringModule = "export const defineReward = (reward) => reward;\n";
