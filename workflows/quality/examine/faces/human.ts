import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
	BLAZEFACE_ANCHORS,
	BLAZEFACE_SIDE,
	blazefaceCandidates,
	type Candidate,
	type Tile,
	tilesOf,
} from "../../faces/blazeface.ts";
import { blobOf, type Intake } from "../../faces/blobs.ts";
import { type Chip, cut } from "../../faces/chip.ts";
import { HUMAN_CURVE } from "../../faces/curves.ts";
import { normalised } from "../../faces/embedding.ts";
import { FACEMESH_NUMBERS, FACEMESH_SIDE, meshSquare, readMesh } from "../../faces/facemesh.ts";
import type { FoundFace } from "../../faces/found.ts";
import { surest } from "../../faces/geometry.ts";
import { viewOf } from "../../faces/view.ts";
import { type Raster, shrink } from "../../pixels/raster.ts";
import { faceSharpness } from "./closer.ts";
import { type FaceEngine, MOST_FACES, NoEngine } from "./engine.ts";

const require = createRequire(import.meta.url);

type Model = import("@tensorflow/tfjs-converter").GraphModel;

/** Longest side at which faces are looked for, in pixels. */
const LONGEST = 1280;
/** The detector's word counts from here; the mesh has the last one. */
const LEAST_SCORE = 0.5;
/**
 * What both are to be sure of together, as a product. Of parts of four photographs (seeds below 100 of the labelled set)
 * faces that look at the viewer had 0.81 and more, the same blurred 0.676 and more; parts of four others with nobody in
 * them (lamps, coffee, a cat) had 0.665 at most. Source: `workflows/quality/examine/testing/labelled-faces.ts`.
 */
const LEAST_BOTH = 0.67;
/** Two boxes are one face where they have more than this of the smaller one in common. */
const SAME_FACE = 0.4;

const DETECTOR: Intake = { order: "rgb", mean: [127.5, 127.5, 127.5], scale: 127.5, layout: "pixels" };
const MESH: Intake = { order: "rgb", mean: [0, 0, 0], scale: 255, layout: "pixels" };
/**
 * As its authors trained it (HSE_FaceRec_tf): blue first, less the means of ImageNet. The package itself gives it red
 * first and without the means, with which it tells people apart far worse.
 */
const EMBEDDER: Intake = { order: "bgr", mean: [103.939, 116.779, 123.68], scale: 1, layout: "pixels" };
const EMBEDDER_SIDE = 224;
const EMBEDDER_NUMBERS = 1024;

const VERSION = "3.3.6";

/**
 * The engine that comes with npm: detector, mesh and embedder of `@vladmandic/human`, run by TensorFlow.js in
 * WebAssembly, on one thread. It needs no network and nothing that is built.
 *
 * @throws {NoEngine} where its packages are not installed
 */
export async function loadHuman(): Promise<FaceEngine> {
	const { tf, converter, wasm, folder, models } = await packages();
	wasm.setWasmPaths(folder);
	tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
	if (!(await tf.setBackend("wasm"))) throw new NoEngine("WebAssembly could not be started");
	await tf.ready();
	const load = async (name: string): Promise<Model & { weights256: string }> => {
		const text = await readFile(path.join(models, `${name}.json`), "utf8");
		const bytes = await readFile(path.join(models, `${name}.bin`));
		const { weightsManifest, ...rest } = JSON.parse(text);
		const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights);
		const weightData = new Uint8Array(bytes).buffer;
		const model = await converter.loadGraphModel({
			load: async () => ({ ...rest, weightSpecs, weightData }),
		});
		return Object.assign(model, { weights256: createHash("sha256").update(bytes).digest("hex") });
	};
	const [detector, mesh, embedder] = [await load("blazeface"), await load("facemesh"), await load("faceres")];
	/** What a model answers to a chip, each output as numbers. */
	const ask = (model: Model, chip: Chip, intake: Intake): Float32Array[] =>
		tf.tidy(() => {
			const answers = model.execute(tf.tensor4d(blobOf(chip, intake), [1, chip.side, chip.side, 3]));
			return [answers].flat().map((tensor) => Float32Array.from(tensor.dataSync()));
		});
	const candidates = (picture: Raster, tile: Tile): Candidate[] => {
		const scale = tile.side / BLAZEFACE_SIDE;
		const toPicture = { a: scale, b: 0, x0: tile.x + scale / 2, y0: tile.y + scale / 2 };
		const answers = ask(detector, cut(picture, toPicture, BLAZEFACE_SIDE), DETECTOR);
		// The two grids by their sizes: the order of outputs is the converter's.
		const sized = (length: number) => answers.find((answer) => answer.length === length) ?? [];
		const both = (of: number) => [...sized(512 * of), ...sized(384 * of)];
		if (both(1).length !== BLAZEFACE_ANCHORS) throw new Error("the detector answers other than it should");
		return blazefaceCandidates(both(1), both(16), tile, LEAST_SCORE);
	};
	const closer = (picture: Raster, { box, eyes, score }: Candidate): FoundFace | null => {
		const toPicture = meshSquare(box, eyes);
		const answers = ask(mesh, cut(picture, toPicture, FACEMESH_SIDE), MESH);
		const sure = answers.find(({ length }) => length === 1)?.[0] ?? 0;
		const numbers = answers.find(({ length }) => length === FACEMESH_NUMBERS);
		if (numbers === undefined || sure * score < LEAST_BOTH) return null;
		const found = readMesh(numbers, toPicture);
		const chip = cut(picture, found.upright(EMBEDDER_SIDE), EMBEDDER_SIDE);
		const embedded = ask(embedder, chip, EMBEDDER).find(({ length }) => length === EMBEDDER_NUMBERS);
		return {
			...{ box: found.box, score, points: found.points, ...viewOf(found.points) },
			sharpness: faceSharpness(picture, found.box),
			embedding: embedded === undefined ? null : normalised(embedded),
		};
	};
	return {
		name: { id: "human", version: VERSION, weights: embedder.weights256, curve: HUMAN_CURVE },
		look: async (given) => {
			const picture = shrink(given, LONGEST);
			const places = tilesOf(picture.width, picture.height).flatMap((tile) => candidates(picture, tile));
			const found = surest(places, SAME_FACE, "smaller")
				.slice(0, MOST_FACES * 2)
				.flatMap((place) => closer(picture, place) ?? []);
			// What the mesh finds twice from two places is one face.
			return surest(found, SAME_FACE, "smaller")
				.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)
				.slice(0, MOST_FACES);
		},
	};
}

/** The libraries, which are optional packages; and where their files lie. */
async function packages() {
	try {
		const [tf, converter, wasm] = await Promise.all([
			import("@tensorflow/tfjs-core"),
			import("@tensorflow/tfjs-converter"),
			import("@tensorflow/tfjs-backend-wasm"),
		]);
		// Of a bundled program the source may be there, or the packages lie beside it.
		const paths = [import.meta.dirname, path.dirname(fileURLToPath(import.meta.url))];
		const installed = (name: string) => path.dirname(require.resolve(name, { paths }));
		const folder = `${installed("@tensorflow/tfjs-backend-wasm")}/`;
		return { tf, converter, wasm, folder, models: path.join(installed("@vladmandic/human"), "../models") };
	} catch (error) {
		const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
		throw new NoEngine(`the packages that look for faces are not installed: ${why}`);
	}
}
