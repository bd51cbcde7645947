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
