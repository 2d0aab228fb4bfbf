import { type ApiGraph, type GraphNode, type GraphValue, isLink, nodeOf } from "../graph/graph.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { type Problem, pointer } from "../graph/problems.ts";

/** What one prompt may make, whoever runs it: a machine that runs out of memory is out for everybody. */
const sizeLimits = {
	/** Pixels of one picture. */
	picture: 100_000_000,
	/** Pixels of all pictures or frames of one result together: as ComfyUI holds them, 12 bytes each. */
	together: 1_000_000_000,
	/** Files of one prompt. The wire carries no more. */
	outputs: 1_000,
	/** Characters of a text that nodes put together. */
	text: 5_000_000,
	/** Seconds of sound. */
	seconds: 3_600,
} as const;

/** What a node makes at most, as far as its literals say. What is loaded or linked as a number is not known. */
interface Made {
	/** Pixels of one picture; 0 where nothing is known. */
	pixels: number;
	frames: number;
	/** Characters of the longest text. */
	text: number;
	/** The literal that made it as large as it is. */
	because: { at: string; shown: string } | null;
}

const NOTHING: Made = { pixels: 0, frames: 1, text: 0, because: null };

/** Classes with a width and a height that make no picture of that size. */
const makesNoPicture =
	/Conditioning|TextEncode|ModelSampling|Scheduler|Primitive|BoundingBox|Crop|SetArea|BoxApply/;
/** Classes that put together what they are given. Others that take several pictures take one of each. */
const putsTogether = /batch|concat|stitch|grid|list|append|insert|extend/i;
const counts = ["length", "num_frames", "frames", "frame_count", "video_length", "video_frames"];
const factors = ["scale_by", "upscale_by", "upscale_factor", "rescale_factor"];
const sides = ["largest_size", "longer_size", "shorter_size", "longer_edge", "resize_type.longer_size"];
/** Classes that save each picture in a file of its own. */
const savesEach: ReadonlySet<string> = new Set([
	"SaveImage",
	"SaveImageAdvanced",
	"SaveSVGNode",
	"SaveLatent",
]);

/**
 * Where a graph would make more than {@link sizeLimits}: pictures too large, too many of them, texts that double
 * with every node, more files than can be told of. Follows sizes and numbers from node to node as far as literals
 * say them, each node once.
 */
export function sizeProblems(graph: ApiGraph): Problem[] {
	const made = sizesOf(graph);
	const problems: Problem[] = [];
	const told = new Set<string>();
	let files = 0;
	const refuse = (of: Made, id: string, message: string) => {
		const at = of.because?.at ?? pointer("graph", id);
		if (told.has(at)) return;
		told.add(at);
		problems.push({ pointer: at, code: "over_size_limit", message });
	};
	for (const [id, of] of made) {
		const node = nodeOf(graph, id);
		if (node === undefined) continue;
		const who = `Node ${id} (${node.class_type})`;
		const shown = of.because === null ? "" : ` (${of.because.shown})`;
		const together = of.pixels * of.frames;
		if (of.pixels > sizeLimits.picture)
			refuse(
				of,
				id,
				`${who} makes a picture of ${megapixels(of.pixels)}${shown}; at most ${megapixels(sizeLimits.picture)} are accepted. Make it smaller.`,
			);
		else if (together > sizeLimits.together)
			refuse(
				of,
				id,
				`${who} holds ${of.frames} pictures of together ${megapixels(together)}${shown}; at most ${megapixels(sizeLimits.together)} are accepted. Make fewer or smaller ones.`,
			);
		if (of.text > sizeLimits.text)
			refuse(
				of,
				id,
				`${who} makes a text of up to ${of.text} characters; at most ${sizeLimits.text} are accepted.`,
			);
		if (savesEach.has(node.class_type)) {
			files += of.frames;
			if (files > sizeLimits.outputs)
				refuse(
					of,
					id,
					`${who} saves ${of.frames} pictures${shown}, so that the job leaves ${files} files; at most ${sizeLimits.outputs} are accepted. Save a film, or fewer.`,
				);
		}
		const seconds = /audio/i.test(node.class_type)
			? Math.max(...["duration", "seconds"].map((name) => numberAt(node, name) ?? 0))
			: 0;
		if (seconds > sizeLimits.seconds)
			problems.push({
				pointer: pointer(
					"graph",
					id,
					"inputs",
					numberAt(node, "duration") === seconds ? "duration" : "seconds",
				),
				code: "over_size_limit",
				message: `${who} makes ${seconds} seconds of sound; at most ${sizeLimits.seconds} are accepted.`,
			});
	}
	return problems;
}

/** The largest result of a graph, in pixels of all its pictures together, and the literal it comes from. */
export function largestResult(graph: ApiGraph): { pixels: number; at: string } | null {
	let largest: { pixels: number; at: string } | null = null;
	for (const [id, { pixels, frames, because }] of sizesOf(graph))
		if (pixels * frames > (largest?.pixels ?? 0))
			largest = { pixels: pixels * frames, at: because?.at ?? pointer("graph", id) };
	return largest;
}

/** What each node makes. A graph without cycles; a node in one makes nothing. */
function sizesOf(graph: ApiGraph): Map<string, Made> {
	const made = new Map<string, Made>();
	const open = new Set<string>();
	for (const start of Object.keys(graph)) {
		const stack = [start];
		for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
			const node = nodeOf(graph, id);
			if (made.has(id) || node === undefined) {
				stack.pop();
				continue;
			}
			const waiting = open.has(id)
				? []
				: [...new Set(sourcesOf(node))].filter((source) => !made.has(source) && !open.has(source));
			open.add(id);
			if (waiting.length > 0) stack.push(...waiting);
			else {
				made.set(id, makes(id, node, made));
				stack.pop();
			}
		}
	}
	return made;
}

function sourcesOf(node: GraphNode): string[] {
	return Object.values(node.inputs).flatMap((value) => (isLink(value) ? [value[0]] : []));
}

function makes(id: string, node: GraphNode, made: ReadonlyMap<string, Made>): Made {
	const { class_type: className } = node;
	const given = sourcesOf(node).map((source) => made.get(source) ?? NOTHING);
	const largest = given.reduce((a, b) => (b.pixels * b.frames > a.pixels * a.frames ? b : a), NOTHING);
	const because = (input: string, value: unknown) => ({
		at: pointer("graph", id, "inputs", input),
		shown: `${input}: ${value}`,
	});
	let result: Made = {
		pixels: Math.max(0, ...given.map(({ pixels }) => pixels)),
		frames: Math.max(1, ...given.map(({ frames }) => frames)),
		text: textOf(node, made),
		because: largest.because,
	};
	if (putsTogether.test(className) && !/fromBatch|Rebatch/i.test(className)) {
		const pictures = given.filter(({ pixels, frames }) => pixels > 0 || frames > 1);
		result = { ...result, frames: Math.max(result.frames, sum(pictures.map(({ frames }) => frames))) };
	}
	const [width, height] = [numberAt(node, "width"), numberAt(node, "height")];
	if (width !== null && height !== null && !makesNoPicture.test(className)) {
		const batch = Math.max(1, numberAt(node, "batch_size") ?? 1);
		const length = Math.max(1, ...counts.map((name) => numberAt(node, name) ?? 1));
		const frames = Math.max(result.frames, batch * length);
		const what =
			batch > length
				? "batch_size"
				: length > 1
					? (counts.find((name) => (numberAt(node, name) ?? 0) > 1) ?? "width")
					: "width";
		const large = width * height > sizeLimits.picture;
		result = {
			...result,
			pixels: width * height,
			frames,
			because:
				large || what === "width"
					? { at: pointer("graph", id, "inputs", "width"), shown: `${width} x ${height}` }
					: because(what, numberAt(node, what)),
		};
	}
	const amount = /^Repeat/.test(className)
		? numberAt(node, "amount")
		: /FrameInterpolat/.test(className)
			? numberAt(node, "multiplier")
			: null;
	if (amount !== null && amount > 1)
		result = {
			...result,
			frames: result.frames * amount,
			because: because(amount === numberAt(node, "amount") ? "amount" : "multiplier", amount),
		};
	for (const name of factors) {
		const factor = numberAt(node, name);
		if (factor !== null && factor > 1)
			result = { ...result, pixels: result.pixels * factor ** 2, because: because(name, factor) };
	}
	for (const name of sides) {
		const side = numberAt(node, name);
		if (side !== null && side ** 2 > result.pixels)
			result = { ...result, pixels: side ** 2, because: because(name, side) };
	}
	return result;
}

/** Characters of the text that a node puts together, at most. */
function textOf(node: GraphNode, made: ReadonlyMap<string, Made>): number {
	const lengths = Object.entries(node.inputs).map(([name, value]): [string, number] => [
		name,
		lengthOf(value, made),
	]);
	const longest = Math.max(0, ...lengths.map(([, length]) => length));
	if (/replace/i.test(node.class_type)) {
		const [text, find, by] = ["string", "find", "replace"].map(
			(name) => lookUp(Object.fromEntries(lengths), name) ?? 0,
		);
		return Math.max(longest, ((text ?? 0) + 1) * (1 + (by ?? 0) / Math.max(1, find ?? 1)));
	}
	return /concat|join|format|append|^string|text/i.test(node.class_type)
		? sum(lengths.map(([, length]) => length))
		: longest;
}

function lengthOf(value: GraphValue, made: ReadonlyMap<string, Made>): number {
	if (typeof value === "string") return value.length;
	return isLink(value) ? (made.get(value[0])?.text ?? 0) : 0;
}

/** The number an input holds; ComfyUI reads texts as numbers as well. */
function numberAt(node: GraphNode, input: string): number | null {
	const value = lookUp(node.inputs, input);
	const number = typeof value === "string" && value.length < 40 ? Number(value.replaceAll("_", "")) : value;
	return typeof number === "number" && Number.isFinite(number) && value !== "" ? number : null;
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

function megapixels(pixels: number): string {
	return `${Math.round(pixels / 1_000_000)} megapixels`;
}
