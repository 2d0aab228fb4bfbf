import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { examine } from "../../../workflows/quality/examine/examine.ts";
import { modelFilesIn } from "../../../workflows/quality/examine/faces/insightface.ts";
import { INSIGHTFACE_TERMS } from "../../../workflows/quality/faces/wish.ts";
import { compareFaces, type Difference, LEAST_COSINE } from "../../../workflows/quality/self-test/compare.ts";
import { madeDetector, madeEmbedder, madePicture } from "../../../workflows/quality/self-test/made-models.ts";
import { askPython } from "../../../workflows/quality/self-test/python.ts";
import { CliError, type ExitName, say } from "../command.ts";
import { read } from "../files.ts";

/** What `self-test` takes of the command line. */
interface Asked {
	words: readonly string[];
	values: {
		insightface?: string | undefined;
		python?: string | undefined;
		json?: boolean | undefined;
	};
	/** An absolute path. */
	at(file: string): string;
}

/** Pictures that are compared at most. */
const MOST_PICTURES = 50;

/**
 * Compares what is found here with files of InsightFace with what its own Python package finds with the same files. Without
 * a folder of files it makes models of their shapes, which know no face: then only the way to and from them is compared.
 */
export async function selfTest({ words, values, at }: Asked): Promise<ExitName> {
	if (words.length > MOST_PICTURES)
		throw new CliError(
			"usage",
			`self-test takes ${MOST_PICTURES} pictures at most; you gave ${words.length}`,
		);
	const scratch = await mkdtemp(path.join(tmpdir(), "darkroom-self-test-"));
	try {
		const made = values.insightface === undefined;
		if (made && words.length > 0)
			throw new CliError("usage", "pictures are compared with files of InsightFace: --insightface <folder>");
		const folder = made ? scratch : at(values.insightface ?? "");
		say(made ? MADE : INSIGHTFACE_TERMS);
		const pictures = made ? await makeAll(scratch) : words.map(at);
		const files = filesIn(folder);
		const python = await askPython(values.python ?? "python3", files, pictures);
		if ("missing" in python)
			throw new CliError("files", `Python does not answer: ${python.missing}. ${NEEDED}`);
		const found: ({ file: string } & Difference)[] = [];
		for (const { file, faces } of python.pictures) {
			const here = (await examine(await read(file), { faces: { insightface: folder } })).faces;
			if (here.how !== "found") throw new CliError("files", `nothing looks for faces here: ${here.why}`);
			found.push({ file, ...compareFaces(here.faces, faces) });
		}
		const agrees = found.every((one) => one.agrees);
		if (values.json)
			process.stdout.write(
				`${JSON.stringify({ agrees, made, insightface: python.version, pictures: found }, null, "\t")}\n`,
			);
		else process.stdout.write(`${found.map(lineOf).join("\n")}\n${verdict(agrees, made)}\n`);
		return agrees ? "ok" : "gate";
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
}

/** @throws CliError `files` */
function filesIn(folder: string): ReturnType<typeof modelFilesIn> {
	try {
		return modelFilesIn(folder);
	} catch (error) {
		throw new CliError("files", error instanceof Error ? error.message : String(error));
	}
}

const MADE =
	"No folder of InsightFace was named: its files are stood in for by models that know no face. What is compared is how pictures are given to models, and what is made of their answers.";
const NEEDED =
	"It needs the packages insightface, onnxruntime and opencv-python-headless; --python names its program.";

/** Models under the names of InsightFace's, and pictures whose sides no one has to round. */
async function makeAll(folder: string): Promise<string[]> {
	// The command line as it is published does not bring it.
	const { default: sharp } = await import("sharp").catch(() => {
		throw new CliError("files", "sharp, which writes the pictures that are compared, is not installed");
	});
	await writeFile(path.join(folder, "det_10g.onnx"), madeDetector());
	await writeFile(path.join(folder, "w600k_r50.onnx"), madeEmbedder());
	const sides = [
		[640, 640],
		[1280, 960],
	] as const;
	return Promise.all(
		sides.map(async ([width, height]) => {
			const file = path.join(folder, `${width}x${height}.png`);
			const { data } = madePicture(width, height);
			await writeFile(
				file,
				await sharp(data, { raw: { width, height, channels: 3 } })
					.png()
					.toBuffer(),
			);
			return file;
		}),
	);
}

function lineOf({ file, here, python, cosine, off, agrees }: { file: string } & Difference): string {
	const figures =
		cosine === null || off === null
			? "nothing to compare"
			: `cosine at least ${cosine.toFixed(5)}, points off by ${(off * 100).toFixed(2)} % of a face at most`;
	return `${agrees ? "agrees" : "DIFFERS"}  ${path.basename(file)}: ${here} faces here, ${python} by Python; ${figures}`;
}

function verdict(agrees: boolean, made: boolean): string {
	const what = made ? "the way to and from the models" : "the engine of InsightFace";
	return `${what} ${agrees ? "agrees" : "does not agree"} with Python's (wanted: cosine ${LEAST_COSINE})`;
}
