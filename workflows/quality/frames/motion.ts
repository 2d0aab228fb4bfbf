/** Pictures of a film in their order, each as brightness of a few pixels. */
export interface Samples {
	/** Pixels of each. */
	width: number;
	height: number;
	/** Pictures a second. */
	rate: number;
	frames: readonly Uint8Array[];
}

/** How a film moves, in plain JSON. Shares are of its pictures, 0 to 1. */
export interface Motion {
	frames: number;
	/** Pictures that are black: hardly a pixel is above 16. */
	black: number;
	starts_black: boolean;
	/** Pictures that are the same as the one before. */
	frozen: number;
	/** Seconds that it stands still for at most. */
	longest_frozen: number;
	/** Pictures whose brightness jumps one way and back. */
	flicker: number;
}

const BLACK = 16;
/** Share of pixels that may be brighter in a black picture. */
const SPECKS = 0.02;
/** Mean difference of a pixel below which nothing moves, in grey levels: an encoder's own noise is more. */
const STILL = 0.15;
/** Jump of the mean brightness that is seen, in grey levels. */
const JUMP = 10;

/** Measures how a film moves; null where there are no pictures. */
export function motionOf({ frames, rate }: Samples): Motion | null {
	const [first] = frames;
	if (first === undefined) return null;
	const blacks = frames.map(isBlack);
	const still = frames.slice(1).map((frame, i) => difference(frames[i] ?? frame, frame) < STILL);
	let [run, longest] = [0, 0];
	for (const stands of still) {
		run = stands ? run + 1 : 0;
		longest = Math.max(longest, run);
	}
	const means = frames.map(meanOf);
	const steps = means.slice(1).map((mean, i) => mean - (means[i] ?? mean));
	const jumps = steps.filter((step, i) => {
		const before = steps[i - 1] ?? 0;
		return Math.abs(step) > JUMP && Math.abs(before) > JUMP && Math.sign(step) !== Math.sign(before);
	});
	const shareOf = (list: readonly boolean[]) =>
		list.length === 0 ? 0 : list.filter((one) => one).length / list.length;
	return {
		frames: frames.length,
		black: shareOf(blacks),
		starts_black: blacks[0] === true,
		frozen: shareOf(still),
		longest_frozen: longest / rate,
		flicker: jumps.length / frames.length,
	};
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
