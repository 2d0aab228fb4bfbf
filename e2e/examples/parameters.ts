import type { DarkroomClient } from "../../client/client.ts";
import { slotsOf, type WorkflowDefinition } from "../../workflows/definition/define.ts";
import { paint } from "../testing/pictures.ts";
import { wavHead } from "../testing/wav-head.ts";

/** Ids of small files that stand in for those that examples name. */
export interface ExampleFiles {
	picture: string;
	sound: string;
	film: string;
}

export async function uploadExampleFiles(client: DarkroomClient): Promise<ExampleFiles> {
	const upload = async (bytes: Uint8Array<ArrayBuffer>, name: string) =>
		(await client.upload(bytes, name)).id;
	return {
		picture: await upload(
			paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
			"in.png",
		),
		sound: await upload(silence(), "in.wav"),
		film: await upload(shortFilm(), "in.mp4"),
	};
}

/** A second of silence as WAV. */
function silence(): Uint8Array<ArrayBuffer> {
	const rate = 8000;
	const samples = Buffer.alloc(rate * 2);
	return Buffer.concat([wavHead(samples.length, { channels: 1, rate }), samples]);
}

/** The first boxes of an MP4: enough to be told as one. */
function shortFilm(): Uint8Array<ArrayBuffer> {
	const box = (type: string, body: Buffer) => {
		const head = Buffer.alloc(8);
		head.writeUInt32BE(8 + body.length, 0);
		head.write(type, 4);
		return Buffer.concat([head, body]);
	};
	return Buffer.concat([
		box("ftyp", Buffer.from("isom\0\0\0\0isommp42", "latin1")),
		box("moov", Buffer.alloc(16)),
		box("mdat", Buffer.alloc(64)),
	]);
}

/** The example of a workflow with files that were really uploaded. Pure. */
export function exampleOf(
	workflow: WorkflowDefinition,
	{ picture, sound, film }: ExampleFiles,
): Record<string, unknown> {
	const kinds = new Map([
		...Object.entries(workflow.assets).map(([name, to]) => [name, slotsOf(to)[0]?.kind] as const),
		...Object.entries(workflow.folders ?? {}).map(([name, { kind }]) => [name, kind] as const),
	]);
	const real = (name: string) =>
		({ image: picture, mask: picture, audio: sound, video: film })[kinds.get(name) ?? "image"];
	const replace = (name: string, value: unknown): unknown => {
		if (Array.isArray(value)) return value.map((item: unknown) => replace(name, item));
		if (typeof value === "object" && value !== null && "image" in value) return { ...value, image: picture };
		return typeof value === "string" && kinds.has(name) ? real(name) : value;
	};
	const { variations } = workflow;
	return {
		...Object.fromEntries(
			Object.entries(workflow.example).map(([name, value]) => [name, replace(name, value)]),
		),
		// One is as good as many here, and takes less time.
		...(variations === undefined ? {} : { [variations.parameter]: 1 }),
	};
}
