export type SoftwareVulkan =
  | {
      /** What a process needs in its environment to find it, and no other Vulkan. */
      readonly environment: Readonly<Record<string, string>>;
      readonly absent?: undefined;
    }
  | {
      /** Why there is none: part of a sentence. */
      readonly absent: string;
      readonly environment?: undefined;
    };

export function softwareVulkan(): SoftwareVulkan;
export const softwareVulkanStep: {
  readonly title: string;
  needed(): boolean;
  run(): Promise<void>;
};
export function mayHaveCard(): boolean;
