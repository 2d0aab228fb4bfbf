import type { OptionShape, Options } from "../command-line/shape.ts";
import { isRecord } from "../object-info/read.ts";
import { readJson } from "../validate/python/read-json.ts";
import { CommandError } from "./command.ts";
import { readBytes } from "./io.ts";

/** Options of the commands that look at node classes. */
export const serverOptions = {
	"object-info": { value: "file", says: "the node classes as GET /object_info of a ComfyUI answered" },
	comfyui: { value: "address", says: "a ComfyUI that runs, which is asked for them" },
} as const satisfies Options;

/** The machine that is meant, by its profile. */
export const profileOption = {
	value: "id",
	says: "for a machine with this profile, such as m1-16gb",
} as const satisfies OptionShape;

/** A ComfyUI takes a moment to describe some thousand classes. */
const TIMEOUT_MS = 60_000;

export interface Server {
	/** The answer of `GET /object_info`. */
	objectInfo: unknown;
	/** Its version, where it said so. */
	comfyui?: string;
	/** Flags it was started with, where it said so. */
	launchFlags?: string[];
}

/** The classes to look at: from a file, from a running ComfyUI, or null where neither is named. */
export async function serverFrom(values: {
	"object-info"?: string | undefined;
	comfyui?: string | undefined;
}): Promise<Server | null> {
	const { "object-info": file, comfyui: url } = values;
	if (file !== undefined && url !== undefined)
		throw new CommandError("usage", "Give one of --object-info and --comfyui, not both.");
	if (file !== undefined) return { objectInfo: described(new TextDecoder().decode(readBytes(file)), file) };
	if (url === undefined) return null;
	const base = baseOf(url);
	const objectInfo = described(await get(new URL("object_info", base)), url);
	return { objectInfo, ...(await statsOf(base)) };
}

/** The same, where there must be one. */
export async function neededServer(values: Parameters<typeof serverFrom>[0]): Promise<Server> {
	const server = await serverFrom(values);
	if (server !== null) return server;
	throw new CommandError(
		"usage",
		`The node classes of a ComfyUI are needed: give --object-info <file> or --comfyui <address>.`,
	);
}

function described(text: string, from: string): Record<string, unknown> {
	const value = readJson(text);
	if (value === undefined) throw new CommandError("not_json", `${from} is no JSON.`);
	const classes = isRecord(value) ? Object.values(value) : [];
	if (!isRecord(value) || !classes.some((entry) => isRecord(entry) && "input" in entry))
		throw new CommandError("not_json", `${from} is no answer of GET /object_info: it describes no class.`);
	return value;
}

function baseOf(url: string): URL {
	const base = URL.parse(url.endsWith("/") ? url : `${url}/`);
	if (base === null || !/^https?:$/.test(base.protocol))
		throw new CommandError("usage", `${url} is no address such as http://127.0.0.1:8188.`);
	return base;
}

async function get(url: URL): Promise<string> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
		if (response.ok) return await response.text();
		throw new CommandError("unreachable", `${url.href} answered ${response.status}.`);
	} catch (error) {
		if (error instanceof CommandError) throw error;
		throw new CommandError("unreachable", `${url.href} did not answer: ${reasonOf(error)}.`, {
			cause: error,
		});
	}
}

/** What fetch says is “fetch failed”; why it failed is in the cause. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { cause } = error;
	if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
	return error.name === "TimeoutError" ? `nothing for ${TIMEOUT_MS / 1000} s` : error.message;
}

/** What a running ComfyUI says of itself. */
async function statsOf(base: URL): Promise<Pick<Server, "comfyui" | "launchFlags">> {
	try {
		const stats = readJson(await get(new URL("system_stats", base)));
		const system = isRecord(stats) && isRecord(stats.system) ? stats.system : {};
		const { comfyui_version: version, argv } = system;
		return {
			...(typeof version === "string" ? { comfyui: version } : {}),
			...(Array.isArray(argv) ? { launchFlags: argv.filter((arg) => typeof arg === "string") } : {}),
		};
	} catch {
		// Only its version and flags are missing then: what counts has been answered.
		return {};
	}
}
