/** What a model makes. */
export type Modality = "text" | "image";
