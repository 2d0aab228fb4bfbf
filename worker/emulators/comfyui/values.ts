import type { Canvas } from "./render/canvas.ts";

/** What travels along the links of a graph. One tag per ComfyUI type that the emulator can produce. */
export type NodeValue =
	| { type: "MODEL"; name: string; patches: readonly string[] }
	| { type: "CLIP"; name: string; patches: readonly string[] }
	| { type: "VAE"; name: string }
	| { type: "CONTROL_NET"; name: string }
	| Conditioning
	| Latent
	| Image
	| { type: "MASK"; canvas: Canvas }
	| { type: "NOISE"; seed: string }
	| { type: "GUIDER"; model: string; positive: Conditioning; negative: Conditioning | undefined; cfg: number }
	| { type: "SAMPLER"; name: string }
	| { type: "SIGMAS"; scheduler: string; steps: number; denoise: number }
	| Audio
	| { type: "VIDEO"; frames: readonly Canvas[]; fps: number; audio: Audio | undefined }
	| { type: "SCALAR"; value: unknown }
	| { type: "BLOCKER"; message: string | null }
	| { type: "OPAQUE"; of: string; tag: string };

export interface Conditioning {
	type: "CONDITIONING";
	text: string;
	zeroed: boolean;
	guidance: number;
	references: readonly Canvas[];
}

/** `frames` empty means an empty latent: nothing sampled into it yet. */
export interface Latent {
	type: "LATENT";
	width: number;
	height: number;
	batch: number;
	frames: readonly Canvas[];
	/** Its batch are the moments of one film, of which neighbours may look alike. */
	film?: boolean;
	seconds: number;
	/** 4 where nothing is said; what is added has to have as many. */
	channels?: number;
}

export interface Image {
	type: "IMAGE";
	frames: readonly Canvas[];
}

export interface Audio {
	type: "AUDIO";
	rate: number;
	channels: number;
	samples: Int16Array;
}

/** Rough memory of a value in bytes; the node cache is bounded by it. */
export function weight(value: NodeValue): number {
	switch (value.type) {
		case "LATENT":
		case "IMAGE":
		case "VIDEO":
			return value.frames.reduce((sum, frame) => sum + frame.data.byteLength, 256);
		case "MASK":
			return value.canvas.data.byteLength;
		case "AUDIO":
			return value.samples.byteLength;
		default:
			return 256;
	}
}
