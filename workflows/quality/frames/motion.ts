import { type Span, spansOf, type Times } from "./spans.ts";

/** Pictures of a film in their order, each as brightness of a few pixels. */
export interface Samples {
	/** Pixels of each. */
	width: number;
	height: number;
	times: Times;
	frames: readonly Uint8Array[];
}

/** How a film moves, in plain JSON. Shares are of its pictures, 0 to 1. */
export interface Motion {
	frames: number;
	/** Pictures that are black: hardly a pixel is above 16. */
	black: number;
	starts_black: boolean;
	/** Pictures that are the same as the one before, where it stands still for long enough to be seen. */
	frozen: number;
	/** Seconds that it stands still for at most. */
	longest_frozen: number;
	/** Pictures whose brightness jumps one way and back. */
	flicker: number;
	/** When that is to be seen. */
	spans: Record<"black" | "frozen" | "flicker", Span[]>;
}

const BLACK = 16;
/** Share of pixels that may be brighter in a black picture. */
const SPECKS = 0.02;
/** Mean difference of a pixel below which nothing moves, in grey levels: an encoder's own noise is more. */
const STILL = 0.15;
/** Shorter than this nobody sees that it stands still, in seconds: pictures are shown twice, or move slower than a pixel. */
const SEEN_STILL = 0.5;
/** Jump of the mean brightness that is seen, in grey levels. */
const JUMP = 10;

/** Measures how a film moves; null where there are no pictures. */
export function motionOf({ frames, times }: Samples): Motion | null {
	const [first] = frames;
	if (first === undefined) return null;
	const blacks = frames.map(isBlack);
	const { frozen, longest } = standsStill(frames, times);
	const means = frames.map(meanOf);
	const steps = means.slice(1).map((mean, i) => mean - (means[i] ?? mean));
	const jumps = frames.map((_, n) => {
		const [before, step] = [steps[n - 2] ?? 0, steps[n - 1] ?? 0];
		return Math.abs(step) > JUMP && Math.abs(before) > JUMP && Math.sign(step) !== Math.sign(before);
	});
	const count = (list: readonly boolean[]) => list.filter((one) => one).length;
	return {
		frames: frames.length,
		black: count(blacks) / frames.length,
		starts_black: blacks[0] === true,
		// The first picture has none before it.
		frozen: frames.length < 2 ? 0 : count(frozen) / (frames.length - 1),
		longest_frozen: longest,
		flicker: count(jumps) / frames.length,
		spans: {
			black: spansOf(blacks, times),
			frozen: spansOf(frozen, times),
			flicker: spansOf(jumps, times),
		},
	};
}

/** Which pictures are those before them, in stretches that can be seen, or of all the film; and the longest in seconds. */
function standsStill(frames: readonly Uint8Array[], { starts, end }: Times) {
	const same = frames.map((frame, n) => n > 0 && difference(frames[n - 1] as Uint8Array, frame) < STILL);
	const wholly = same.slice(1).every((one) => one);
	const frozen = same.map(() => false);
	let longest = 0;
	for (let n = 1; n < same.length; n++) {
		if (!same[n]) continue;
		let last = n;
		while (same[last + 1]) last++;
		const seconds = (starts[last + 1] ?? end) - (starts[n] ?? end);
		if (wholly || seconds >= SEEN_STILL) {
			frozen.fill(true, n, last + 1);
			longest = Math.max(longest, seconds);
		}
		n = last;
	}
	return { frozen, longest };
}

function isBlack(frame: Uint8Array): boolean {
	let bright = 0;
	for (const value of frame) if (value > BLACK) bright++;
	return bright <= frame.length * SPECKS;
}

function difference(a: Uint8Array, b: Uint8Array): number {
	let sum = 0;
	for (let i = 0; i < b.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] as number));
	return sum / Math.max(1, b.length);
}

function meanOf(frame: Uint8Array): number {
	let sum = 0;
	for (const value of frame) sum += value;
	return sum / Math.max(1, frame.length);
}
