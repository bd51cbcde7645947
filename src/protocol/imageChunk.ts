/** Most rows of a run of an image model's denoiser that a person may ask for. */
export const mostImageChunk = 256;
