import { blend, type Canvas, type Rgb } from "./canvas.ts";
import { hash, random } from "./random.ts";

/** What a picture is painted from. Every member changes the result in a way one can see. */
export interface Scene {
	text: string;
	negative: string;
	seed: string;
	/** Model, LoRAs, sampler, guidance: tints and texture. */
	settings: string;
	width: number;
	height: number;
	/** Input pictures, each with the share (0..1) it keeps of the result. */
	inputs: readonly { canvas: Canvas; share: number }[];
}

/** Pictures are painted with this longest side and enlarged when decoded: a 1024 px picture stays cheap. */
const SKETCH_SIDE = 160;

function colour(hue: number, saturation: number, lightness: number): Rgb {
	const channel = (n: number): number => {
		const k = (n + hue * 12) % 12;
		const a = saturation * Math.min(lightness, 1 - lightness);
		return Math.round(255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
	};
	return [channel(0), channel(8), channel(4)];
}

function background(canvas: Canvas, from: Rgb, to: Rgb, angle: number): void {
	const { width, height, data } = canvas;
	const dx = Math.cos(angle) / width;
	const dy = Math.sin(angle) / height;
	for (let y = 0, i = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const t = Math.min(1, Math.max(0, 0.5 + (x - width / 2) * dx + (y - height / 2) * dy));
			for (let c = 0; c < 3; c++) {
				const a = from[c] ?? 0;
				data[i++] = a + ((to[c] ?? 0) - a) * t;
			}
		}
	}
}

interface Shape {
	x: number;
	y: number;
	rx: number;
	ry: number;
	square: boolean;
	paint: Rgb;
	share: number;
}

function stamp(canvas: Canvas, shape: Shape): void {
	const { width, height, data } = canvas;
	const top = Math.max(0, Math.floor(shape.y - shape.ry));
	const bottom = Math.min(height - 1, Math.ceil(shape.y + shape.ry));
	const left = Math.max(0, Math.floor(shape.x - shape.rx));
	const right = Math.min(width - 1, Math.ceil(shape.x + shape.rx));
	for (let y = top; y <= bottom; y++) {
		for (let x = left; x <= right; x++) {
			const u = (x - shape.x) / shape.rx;
			const v = (y - shape.y) / shape.ry;
			const reach = shape.square ? 0 : u * u + v * v;
			if (reach > 1) continue;
			const share = shape.share * Math.min(1, (1 - reach) * 10);
			const i = (y * width + x) * 3;
			for (let c = 0; c < 3; c++) {
				const low = data[i + c] ?? 0;
				data[i + c] = low + ((shape.paint[c] ?? 0) - low) * share;
			}
		}
	}
}

/**
 * Paints a small picture of a scene: the whole text sets the two ground colours, each word is a shape whose
 * colour belongs to the word and whose place belongs to word and seed, so that related prompts look related.
 */
export function paint(scene: Scene): Canvas {
	const shrink = Math.min(1, SKETCH_SIDE / Math.max(scene.width, scene.height));
	const width = Math.max(1, Math.round(scene.width * shrink));
	const height = Math.max(1, Math.round(scene.height * shrink));
	const canvas: Canvas = { width, height, data: new Uint8Array(width * height * 3) };
	const ground = random(`${scene.text}|${scene.negative}`);
	const roll = random(`${scene.seed}|${scene.settings}`);
	background(
		canvas,
		colour(ground(), 0.45, 0.25 + roll() * 0.3),
		colour(ground(), 0.5, 0.5 + roll() * 0.3),
		roll() * Math.PI * 2,
	);
	const words = scene.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
	for (const word of [...words.slice(0, 24), "horizon", "light"]) {
		const place = random(`${word}|${scene.seed}|${scene.settings}`);
		const size = 0.06 + place() * 0.2;
		stamp(canvas, {
			x: place() * width,
			y: place() * height,
			rx: Math.max(1, size * width),
			ry: Math.max(1, size * height * (0.5 + place())),
			square: hash(word) % 3 === 0,
			paint: colour((hash(word) % 360) / 360, 0.7, 0.35 + place() * 0.35),
			share: 0.55 + place() * 0.35,
		});
	}
	return scene.inputs.reduce<Canvas>((under, input) => blend(under, input.canvas, input.share), canvas);
}

/** The picture as it looks at `done` (0..1) of the sampling: noise that clears up. */
export function unfinished(canvas: Canvas, done: number, seed: string): Canvas {
	const noise = random(`noise|${seed}`);
	const grain: Canvas = { ...canvas, data: canvas.data.map(() => noise() * 255) };
	return blend(grain, canvas, done);
}
