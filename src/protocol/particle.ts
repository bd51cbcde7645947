/** A particle as it is shown: what it is worth, and the text or image that it is heading for. */
import type { TextPiece } from "../diffusion/text.ts";

/** What a particle is worth and where it comes from, whatever it shows. */
export interface ParticleFigures {
  readonly index: number;
  /** Index of its group: which prompt it answers. */
  readonly group: number;
  /** The particle's value: at the last step its reward. May be −∞ under a hard constraint. */
  readonly reward: number;
  /** Each reward's own number, unweighted, in the order of the specification. */
  readonly parts: readonly number[];
  /** Normalised. */
  readonly weight: number;
  /** The initial particle (index at step 0) that it descends from. */
  readonly ancestor: number;
}

/** A text that a particle is heading for. */
export interface TextView {
  readonly modality: "text";
  /** The whole text, still-masked places filled with one guess. */
  readonly text: string;
  readonly generated: string;
  /** `generated` in pieces: known, or still noise. */
  readonly pieces: readonly TextPiece[];
}

/** An image that a particle is heading for. */
export interface ImageView {
  readonly modality: "image";
  /** Pixels of the image itself; the picture in `png` may be smaller. */
  readonly width: number;
  readonly height: number;
  /** A PNG file, base64. */
  readonly png: string;
}

export type SampleView = TextView | ImageView;
export type TextParticle = ParticleFigures & TextView;
export type ImageParticle = ParticleFigures & ImageView;
/** A particle as it is shown. */
export type ParticleView = TextParticle | ImageParticle;

export function isTextParticle(particle: ParticleView): particle is TextParticle {
  return particle.modality === "text";
}

export function isImageParticle(particle: ParticleView): particle is ImageParticle {
  return particle.modality === "image";
}
