import { type FileName, type Found, fileNamed, filesRead, isObject, type Passed } from "./found.ts";

/** What an entry of ComfyUI's history is, whatever it holds. Pure. */
export function entryOf(id: string, entry: unknown): Found | Passed {
	const passed = (why: string): Passed => ({ label: id, why });
	if (!isObject(entry)) return passed("it is no entry of a history");
	const graph: unknown = Array.isArray(entry.prompt) ? entry.prompt[2] : undefined;
	if (!isObject(graph)) return passed("it has no graph");
	const status = isObject(entry.status) ? entry.status : {};
	if (status.status_str === "error" || status.completed === false) return passed("it failed, or was stopped");
	const { files, strange } = outputsOf(entry.outputs);
	if (files.length === 0)
		return passed(strange > 0 ? "its files are named so that they lie elsewhere" : "it left no files");
	const { created, finished } = timesOf(status.messages, entry.prompt);
	return { label: id, graph, outputs: files, inputs: filesRead(graph), created, finished };
}

/** Files that were kept: previews are not. */
function outputsOf(outputs: unknown): { files: Found["outputs"]; strange: number } {
	const files: Found["outputs"] = [];
	let strange = 0;
	for (const [node, kinds] of Object.entries(isObject(outputs) ? outputs : {}))
		for (const list of Object.values(isObject(kinds) ? kinds : {}))
			for (const item of Array.isArray(list) ? list : []) {
				if (!isObject(item) || typeof item.filename !== "string" || item.type !== "output") continue;
				const subfolder = typeof item.subfolder === "string" ? item.subfolder : "";
				const file: FileName | null = fileNamed(item.filename, subfolder, "output");
				if (file === null) strange += 1;
				else files.push({ file, node });
			}
	return { files, strange };
}

/** When it began and ended, as its messages say; of a ComfyUI that wrote none, when it was queued. */
function timesOf(messages: unknown, prompt: unknown): Pick<Found, "created" | "finished"> {
	const told = new Map<unknown, number>();
	for (const message of Array.isArray(messages) ? messages : []) {
		const [name, data]: unknown[] = Array.isArray(message) ? message : [];
		if (isObject(data) && isTime(data.timestamp)) told.set(name, data.timestamp);
	}
	const extra: unknown = Array.isArray(prompt) ? prompt[3] : undefined;
	const queued = isObject(extra) && isTime(extra.create_time) ? extra.create_time : null;
	const created = told.get("execution_start") ?? queued;
	const finished = told.get("execution_success") ?? created;
	return {
		created: created !== null && finished !== null && created > finished ? finished : created,
		finished,
	};
}

/** Milliseconds since 1970 that a date can hold. */
const isTime = (value: unknown): value is number =>
	typeof value === "number" && Number.isInteger(value) && value > 0 && value < 8.64e15;
