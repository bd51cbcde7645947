/** `env` itself where there is nothing to add. */
export function withHugePages(env: NodeJS.ProcessEnv, platform?: NodeJS.Platform): NodeJS.ProcessEnv;
