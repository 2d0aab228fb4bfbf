import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Options } from "../../../workflows/command-line/shape.ts";
import type { Examination } from "../../../workflows/quality/checks/examination.ts";
import { personOf } from "../../../workflows/quality/checks/face-checks.ts";
import type { WantedFilm } from "../../../workflows/quality/checks/film-checks.ts";
import type { Wanted } from "../../../workflows/quality/checks/picture-checks.ts";
import {
	asksForFaces,
	FACE_WANTS,
	type Standards,
	standardsSchema,
} from "../../../workflows/quality/checks/standards.ts";
import type { Asked } from "../../../workflows/quality/examine/asked.ts";
import { Examiner } from "../../../workflows/quality/examine/examiner.ts";
import type { Faces } from "../../../workflows/quality/faces/found.ts";
import { INSIGHTFACE_TERMS } from "../../../workflows/quality/faces/wish.ts";
import { inWords, reportPage } from "../../../workflows/quality/report/html.ts";
import {
	type Examined,
	type ExaminedFilm,
	makeReport,
	type Report,
} from "../../../workflows/quality/report/report.ts";
import { ACCOUNT_KEY, CliError, type ExitName, say } from "../command.ts";
import { countOf } from "../count.ts";
import { read, replace, unreadable } from "../files.ts";
import { FROM_DAY_OPTION, TO_DAY_OPTION, URL_OPTION } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print } from "../parts.ts";
import { examineFilm, isFilm } from "./films.ts";
import { rates } from "./rates.ts";
import { selfTest } from "./self-test.ts";

const options = {
	json: { says: "the whole report, as JSON" },
	html: { value: "file", says: "writes the report as a page with a contact sheet" },
	size: { value: "WxH", says: "how many pixels were asked for" },
	fps: { value: "number", says: "of films: how many pictures a second were asked for" },
	frames: { value: "number", says: "of films: how many pictures were asked for" },
	aspect: { value: "w:h", says: "which shape was asked for" },
	view: { value: "view", says: "what is to be seen of a face: any, front, side, or back (none)" },
	reference: {
		value: "file",
		many: true,
		says: "a picture of the person they are to show; several times for several",
	},
	insightface: { value: "folder", says: "looks for faces with these files of InsightFace" },
	drawing: { says: "they are drawings: no skin is looked for" },
	standards: { value: "file", says: "JSON with figures in place of the usual ones" },
	strict: { says: "what is doubtful fails as well" },
	from: FROM_DAY_OPTION,
	to: TO_DAY_OPTION,
	workflow: { value: "id", says: "only jobs of this one" },
	python: { value: "program", says: "the Python that has InsightFace; absent: python3" },
	url: URL_OPTION,
} as const satisfies Options;
type QaAsked = AskedPart<typeof options>;
type Values = QaAsked["values"];

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	"": {
		says: "looks at pictures and films",
		takes: ["<file...>"],
		options: [
			...(["json", "html", "size", "fps", "frames", "aspect", "view", "reference"] as const),
			...(["insightface", "drawing", "standards", "strict"] as const),
		],
		examples: ["pictures --html report.html", "film.mp4 --fps 24 --size 1280x720"],
		run: lookAtAll,
	},
	rates: {
		says: "asks a Darkroom how often jobs succeed, outputs pass and faults are recovered from, by day and workflow, beside what is wanted",
		options: ["from", "to", "workflow", "json", "url"],
		examples: ["--from 2026-11-01"],
		run: rates,
	},
	"self-test": {
		says: "compares what is found with files of InsightFace with what its Python package finds with them; without a folder of them, with models of their shapes that know no face",
		takes: ["[picture...]"],
		options: ["insightface", "python", "json"],
		examples: ["faces/one.jpg --insightface models/buffalo_l"],
		run: selfTest,
	},
};

export const qa = partedCommand(
	{
		name: "qa",
		about:
			"Looks at pictures and films on this machine and says what is wrong with them; no server and no key are needed. What is in a film is looked at by ffmpeg, where there is one (DARKROOM_FFMPEG names another than that of PATH). Of a folder all pictures and films directly in it are taken, by the ends of their names. A file that is called rates or self-test is ./rates.",
		notes: `${ACCOUNT_KEY.variable} is ${ACCOUNT_KEY.what}, which rates sends.`,
		ends: {
			files: "a file cannot be read or written, or of self-test something is missing",
			unreachable: "Darkroom does not answer",
			refused: "Darkroom refuses",
			gate: "a picture failed, or self-test differs",
		},
		key: null,
		options,
	},
	PARTS,
);

async function lookAtAll({ words, values, at, env }: QaAsked): Promise<ExitName> {
	const wanted = wantedOf(values);
	const standards = await standardsOf(values, at);
	const files = (await Promise.all(words.map((word) => filesOf(at(word), word)))).flat();
	if (files.length === 0) throw new CliError("files", `there is no picture in ${words.join(", ")}`);
	const references = (values.reference ?? []).map((name) => ({ file: at(name), name }));
	const looks = references.length > 0 || asksForFaces(standards);
	const folder = values.insightface === undefined ? null : at(values.insightface);
	if (folder !== null) say(INSIGHTFACE_TERMS);
	const film = filmWanted(values, wanted);
	const { examined, thumbnails } = await examineAll(
		files,
		references,
		{ picture: wanted, film, standards },
		{
			thumbnail: values.html !== undefined,
			faces: looks ? { insightface: folder } : null,
		},
		env.DARKROOM_FFMPEG,
	);
	const report = makeReport(examined, standards, { now: new Date(), strict: values.strict ?? false });
	if (values.html !== undefined) await replace(at(values.html), reportPage(report, thumbnails));
	print(values.json ? JSON.stringify(report, null, "\t") : lines(report));
	return report.gate === "passed" ? "ok" : "gate";
}

/** Reads and examines one file after the other: memory holds one of them. */
async function examineAll(
	files: readonly Found[],
	references: readonly Found[],
	wanted: { picture: Wanted; film: WantedFilm; standards: Standards },
	asked: Asked,
	ffmpeg: string | undefined,
) {
	const examiner = new Examiner();
	const examined: (Examined | ExaminedFilm)[] = [];
	const thumbnails = new Map<string, Uint8Array>();
	const look = async ({ file }: Found) => examiner.examine(await read(file), asked);
	try {
		const person = references.length === 0 ? null : personOf(await facesOf(references, look));
		const { standards } = wanted;
		const compared = asked.faces && {
			...{ wish: asked.faces, opener: examiner, standards },
			person: async () => person,
		};
		for (const { file, name } of files) {
			if (isFilm(name)) {
				examined.push(await examineFilm({ file, name }, wanted.film, ffmpeg, compared));
				continue;
			}
			const found = await look({ file, name });
			if (found.thumbnail !== null) thumbnails.set(found.sha256, found.thumbnail);
			const extension = path.extname(name).slice(1);
			examined.push({
				name,
				found,
				wanted: { ...wanted.picture, ...(person && { person }), ...(extension === "" ? {} : { extension }) },
			});
		}
	} finally {
		examiner.close();
	}
	return { examined, thumbnails };
}

/** The faces of references; one without any is told, since nothing can be like it. */
async function facesOf(
	references: readonly Found[],
	look: (reference: Found) => Promise<Examination>,
): Promise<Faces[]> {
	const all: Faces[] = [];
	for (const reference of references) {
		const { faces } = await look(reference);
		if (faces.how !== "found") say(`${reference.name}: ${faces.why}`);
		else if (faces.faces.length === 0) say(`${reference.name}: no face was found in it`);
		all.push(faces);
	}
	return all;
}

interface Found {
	file: string;
	/** As the person wrote it. */
	name: string;
}

const PICTURES = /\.(?:png|apng|jpe?g|jpe|jfif|webp|gif)$/i;
/** Pictures of one report at most: each is compared with all others. */
const MOST_FILES = 5_000;

async function filesOf(at: string, word: string): Promise<Found[]> {
	try {
		if (!(await stat(at)).isDirectory()) return [{ file: at, name: word }];
		const names = (await readdir(at, { withFileTypes: true })).filter((entry) => entry.isFile());
		const pictures = names.map(({ name }) => name).filter((name) => PICTURES.test(name) || isFilm(name));
		if (pictures.length > MOST_FILES)
			throw new CliError(
				"usage",
				`${word} has ${pictures.length} pictures; at most ${MOST_FILES} are compared`,
			);
		const left = names.length - pictures.length;
		if (left > 0)
			say(`${word}: ${left} files are no pictures or films by the ends of their names, and are left out`);
		return pictures.toSorted().map((name) => ({ file: path.join(at, name), name: path.join(word, name) }));
	} catch (error) {
		if (error instanceof CliError) throw error;
		throw unreadable(word, error);
	}
}

/** What was asked for of films. @throws CliError `usage` */
function filmWanted({ fps, frames }: Values, { width, height }: Wanted): WantedFilm {
	if (fps !== undefined && !(Number(fps) > 0)) throw new CliError("usage", "--fps is a number, such as 16");
	return {
		...(width !== undefined && height !== undefined && { width, height }),
		...(fps !== undefined && { fps: Number(fps) }),
		...(frames !== undefined && { frames: countOf(frames, "frames", 1) }),
	};
}

function wantedOf({ size, aspect }: Values): Wanted {
	const sides = size === undefined ? null : /^(\d{1,5})x(\d{1,5})$/.exec(size);
	const shape = aspect === undefined ? null : /^(\d{1,5}):(\d{1,5})$/.exec(aspect);
	if (size !== undefined && !sides) throw new CliError("usage", "--size is as 1024x768");
	if (aspect !== undefined && (!shape || Number(shape[2]) === 0))
		throw new CliError("usage", "--aspect is as 16:9");
	return {
		...(sides && { width: Number(sides[1]), height: Number(sides[2]) }),
		...(shape && { aspect: Number(shape[1]) / Number(shape[2]) }),
	};
}

async function standardsOf(
	{ standards, drawing, view }: Values,
	at: (file: string) => string,
): Promise<Standards> {
	const given = standards === undefined ? {} : json(standards, await read(at(standards)));
	const parsed = standardsSchema.safeParse(given);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new CliError("usage", `${standards}: ${issue?.path.join(".") ?? ""}: ${issue?.message}`);
	}
	const asked = view === undefined ? parsed.data.face_view : FACE_WANTS.find((one) => one === view);
	if (asked === undefined) throw new CliError("usage", `--view is one of ${FACE_WANTS.join(", ")}`);
	return { ...parsed.data, face_view: asked, ...(drawing && { subject: "drawing" }) };
}

function json(name: string, bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new CliError("usage", `${name} is no JSON`);
	}
}

function lines({ files, counts, gate }: Report): string {
	const bad = ({ status }: { status: string }) => status !== "pass" && status !== "skipped";
	const all = files.flatMap(({ name, status, checks }) => [
		`${status.padEnd(7)}  ${name}`,
		...checks.filter(bad).map((check) => `         ${inWords(check)}`),
	]);
	const told = Object.entries(counts).filter(([, count]) => count > 0);
	return [...all, `${gate}: ${told.map(([status, count]) => `${count} ${status}`).join(", ")}`].join("\n");
}
