import { createHash } from "node:crypto";
import { MAX_IMPORTED_OUTPUTS } from "../../../../edge/contract/jobs/imports.ts";
import { segmentsOf } from "../../../../workflows/graph/problems.ts";
import type { DarkroomClient } from "../../../client.ts";
import type { ImportOf } from "../../../imports.ts";
import { DarkroomError } from "../../../sdk/errors.ts";
import type { FileName, Found, Source } from "./found.ts";

/** What became of one that was found. */
interface Brought {
	label: string;
	job: string;
	/** It was there already. */
	known: boolean;
	/** What of it did not come. */
	notes: string[];
}

/** Why one of them cannot come. */
export class CannotCome extends Error {}

/**
 * Brings one over: files that are not there yet are uploaded, and only those. One file is held at a time.
 * @throws CannotCome with words, DarkroomError where the edge does not answer or refuses the key
 */
export async function bring(
	client: DarkroomClient,
	source: Source,
	found: Found,
	now: number,
): Promise<Brought> {
	const notes: string[] = [];
	const files = new Map<string, FileName>();
	const hashOf = async (file: FileName): Promise<string | null> => {
		const bytes = await source.bytes(file).catch(cannotCome);
		if (bytes === null) return null;
		const sha256 = createHash("sha256").update(bytes).digest("hex");
		files.set(sha256, file);
		return sha256;
	};
	let outputs: ImportOf["outputs"] = [];
	for (const { file, node } of found.outputs) {
		const sha256 = await hashOf(file);
		if (sha256 === null) notes.push(`${file.filename} is gone`);
		else if (!outputs.some((one) => one.sha256 === sha256))
			outputs.push({ sha256, ...(node !== null && { node }) });
	}
	if (outputs.length === 0) throw new CannotCome("its files are gone");
	if (outputs.length > MAX_IMPORTED_OUTPUTS) {
		notes.push(`${outputs.length - MAX_IMPORTED_OUTPUTS} of its ${outputs.length} files are left out`);
		outputs = outputs.slice(0, MAX_IMPORTED_OUTPUTS);
	}
	const inputs: Record<string, string> = {};
	for (const [place, file] of Object.entries(found.inputs)) {
		const sha256 = await hashOf(file);
		if (sha256 === null) notes.push(`what ${place} read, ${file.filename}, is gone`);
		else inputs[place] = sha256;
	}
	const finished = Math.min(found.finished ?? now, now);
	const request: ImportOf = {
		graph: found.graph,
		outputs,
		inputs,
		created_at: new Date(Math.min(found.created ?? finished, finished)).toISOString(),
		finished_at: new Date(finished).toISOString(),
		metadata: { imported_from: source.name.slice(0, 1000), imported_as: found.label.slice(0, 1000) },
	};
	const { job, known } = await send(client, source, request, files, notes);
	return { label: found.label, job, known, notes };
}

async function send(
	client: DarkroomClient,
	source: Source,
	request: ImportOf,
	files: ReadonlyMap<string, FileName>,
	notes: string[],
): Promise<{ job: string; known: boolean }> {
	try {
		return await post(client, request);
	} catch (error) {
		if (!(error instanceof DarkroomError) || error.code !== "missing_asset") throw whyNot(error);
		const places = error.problem?.errors.map(({ pointer }) => pointer) ?? [];
		const left = await upload(client, source, request, places, files, notes);
		return post(client, left).catch((again: unknown) => {
			throw whyNot(again);
		});
	}
}

async function post(client: DarkroomClient, request: ImportOf) {
	const { job, known } = await client.imports.create(request);
	return { job: job.id, known };
}

/** Uploads what is missing, and answers with the request as far as its files are taken. */
async function upload(
	client: DarkroomClient,
	source: Source,
	request: ImportOf,
	places: readonly string[],
	files: ReadonlyMap<string, FileName>,
	notes: string[],
): Promise<ImportOf> {
	const refused = new Set<string>();
	const missing = new Set(places.flatMap((place) => hashAt(request, place) ?? []));
	for (const sha256 of missing) {
		const file = files.get(sha256);
		const bytes = file === undefined ? null : await source.bytes(file).catch(cannotCome);
		if (file === undefined || bytes === null) throw new CannotCome("one of its files went away meanwhile");
		try {
			await client.upload(bytes, file.filename, {
				idempotencyKey: `import-${sha256}-${crypto.randomUUID()}`,
			});
		} catch (error) {
			if (!(error instanceof DarkroomError) || ![400, 413, 415, 422].includes(error.status)) throw error;
			refused.add(sha256);
			notes.push(`${file.filename} is not taken: ${error.problem?.detail ?? error.message}`);
		}
	}
	const outputs = request.outputs.filter(({ sha256 }) => !refused.has(sha256));
	if (outputs.length === 0) throw new CannotCome(notes.at(-1) ?? "none of its files is taken");
	const inputs = Object.entries(request.inputs ?? {}).filter(([, sha256]) => !refused.has(sha256));
	return { ...request, outputs, inputs: Object.fromEntries(inputs) };
}

/** The hash that a pointer of a refusal leads to. */
function hashAt(request: ImportOf, pointer: string): string | undefined {
	const [list, ...rest] = segmentsOf(pointer);
	if (list === "outputs") return request.outputs[Number(rest[0])]?.sha256;
	return list === "inputs" ? request.inputs?.[rest.join("/")] : undefined;
}

/** One that the edge does not take is passed over; where it refuses the key, is full or away, nothing more comes. */
function whyNot(error: unknown): unknown {
	const passes = error instanceof DarkroomError && [400, 413, 422].includes(error.status);
	return passes ? new CannotCome(error.message) : error;
}

function cannotCome(error: unknown): never {
	throw new CannotCome(error instanceof Error ? error.message : String(error));
}
